import * as Effect from "effect/Effect";
import type * as Scope from "effect/Scope";
import * as Semaphore from "effect/Semaphore";
import type { JobwireError } from "../errors.ts";
import type { paths } from "../generated/ray.ts";
import type { Http } from "../http/http.ts";
import { takeTurn } from "../http/take-turn.ts";
import { makeTypedCall, type TypedCall } from "../http/typed-call.ts";

/** One client reads this many log files at once: a third of what Ray serves to all users. */
const maxFiles = 32;

/** Ray's dashboard, as the calls of this client use it. */
export interface RayApi {
  readonly http: Http;
  /** The cluster's name in messages: the dashboard's address. */
  readonly address: string;
  /** Waits for the turn to read a log file, until the scope closes: Ray serves 100 of these requests at once, for all users together. */
  readonly fileTurn: Effect.Effect<void, never, Scope.Scope>;
  /** Sends one request of the generated client and returns the text of its response. No retries. */
  readonly call: (...call: Parameters<TypedCall<paths>>) => Effect.Effect<string, JobwireError>;
}

/** The dashboard behind `http`. */
export const makeRayApi = (http: Http): RayApi => {
  const call = makeTypedCall<paths>(http);
  const turns = Semaphore.makeUnsafe(maxFiles);
  return {
    http,
    address: http.baseUrl,
    fileTurn: takeTurn(turns),
    call: (...args) => Effect.map(call(...args), ({ text }) => text),
  };
};
