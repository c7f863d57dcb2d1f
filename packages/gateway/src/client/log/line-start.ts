import type { JobwireError, TailPosition } from "@jobwire/core";
import { checked } from "@jobwire/core/backend";
import * as Effect from "effect/Effect";
import { stateOfHeaders } from "../stream-state.ts";
import { type GatewayLog, logState } from "./gateway-log.ts";

const nothingKnown = { bytes: 0, hash: "" };

/** Where the last N lines of a log begin now. The tail counts lines from there. */
export const lineStart = (
  { http, label, path, times }: GatewayLog,
  lastLines: number,
): Effect.Effect<TailPosition, JobwireError> =>
  Effect.scoped(
    Effect.flatMap(http.stream(`${path}?tail=${lastLines}`, times), ({ headers }) =>
      Effect.map(
        checked(() => logState(label, stateOfHeaders(label, headers))),
        ({ next: bytes }) => ({
          version: 1,
          lines: 0,
          units: 0,
          newlines: 0,
          anchor: { bytes, rawLines: 0, units: 0, newlines: 0, head: nothingKnown, tail: nothingKnown },
        }),
      ),
    ),
  );
