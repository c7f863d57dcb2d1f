import * as Effect from "effect/Effect";
import type { JobwireError } from "../errors.ts";
import { retrying } from "../retry/retrying.ts";
import type { TailBackend } from "./backend.ts";
import type { TailSettings } from "./settings.ts";

/**
 * Where a tail begins. With `tail: N`, at a server that knows where the last N lines begin, it begins there as at a position, and reads
 * nothing before them.
 */
export const startOf = (
  { lineStart }: TailBackend,
  { tail, from, budget, retryForMs, timeoutMs }: TailSettings,
): Effect.Effect<Pick<TailSettings, "tail" | "from">, JobwireError> =>
  tail === undefined || lineStart === undefined
    ? Effect.succeed({ tail, from })
    : Effect.map(retrying({ budget, forMs: retryForMs, endsInMs: timeoutMs })(lineStart(tail)), (position) => ({
        tail: undefined,
        from: position,
      }));
