import type { BadResponse } from "@jobwire/core";
import { decodeShape } from "@jobwire/core/gateway-client/internal";
import * as Shape from "@jobwire/core/shape/internal";
import type { Effect } from "effect/Effect";

/** Checks the text of a response; `label` begins messages. */
type Decode<A> = (label: string, text: string) => Effect<A, BadResponse>;

/** A job as the gateway sends it; `job` is the job as the client of its system returns it. */
export interface WireJob {
  readonly id: string;
  readonly status: string;
  readonly job: Readonly<Record<string, unknown>>;
}

/** A system as the gateway sends it. */
interface WireSystem {
  readonly name: string;
  readonly kind: string;
  readonly operations: ReadonlyArray<string>;
}

const Fields = Shape.Record(Shape.Unknown);
const Job = Shape.Struct({ id: Shape.String, status: Shape.String, job: Fields });
const System = Shape.Struct({ name: Shape.String, kind: Shape.String, operations: Shape.Array(Shape.String) });
const Missing = Shape.Struct({ reason: Shape.String, message: Shape.String });

/** Reads the systems of a gateway. */
export const decodeSystems: Decode<{ readonly systems: ReadonlyArray<WireSystem> }> = decodeShape(
  Shape.Struct({ systems: Shape.Array(System) }),
);

/** Reads one job. */
export const decodeJob: Decode<WireJob> = decodeShape(Job);

/** Reads a list of jobs. */
export const decodeJobs: Decode<{ readonly jobs: ReadonlyArray<WireJob> }> = decodeShape(
  Shape.Struct({ jobs: Shape.Array(Job) }),
);

/** Reads the response of a submit. */
export const decodeSubmitted: Decode<{ readonly id: string }> = decodeShape(Shape.Struct({ id: Shape.String }));

/** Reads the response of a stop of a Ray job. */
export const decodeRayStopped: Decode<{ readonly stopped: boolean }> = decodeShape(
  Shape.Struct({ stopped: Shape.Boolean }),
);

/** Reads the response of a stop of an agent's job. */
export const decodeAgentStopped: Decode<{ readonly response?: unknown }> = decodeShape(
  Shape.Struct({ response: Shape.optionalKey(Shape.Unknown) }),
);

/** Reads rows of a cluster. */
export const decodeRows: Decode<{
  readonly rows: ReadonlyArray<Readonly<Record<string, unknown>>>;
  readonly matching?: number;
  readonly incomplete?: ReadonlyArray<{ readonly reason: string; readonly message: string }>;
}> = decodeShape(
  Shape.Struct({
    rows: Shape.Array(Fields),
    matching: Shape.optionalKey(Shape.Count),
    incomplete: Shape.optionalKey(Shape.Array(Missing)),
  }),
);
