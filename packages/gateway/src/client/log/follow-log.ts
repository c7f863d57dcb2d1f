import { BadResponse, type JobwireError } from "@jobwire/core/errors";
import { checked, type FileEnd } from "@jobwire/core/backend";
import * as Effect from "effect/Effect";
import * as Exit from "effect/Exit";
import * as Scope from "effect/Scope";
import { type LiveStream, openLive } from "../live-stream.ts";
import { type GatewayLog, logState } from "./gateway-log.ts";
import { formatOffset } from "../../streams/format-offset.ts";

/** A response that ends sooner, and brought nothing, is not followed by another one at once, in milliseconds. */
const lastingMs = 5_000;

/** Reports that the tail has everything that there is now. */
export const caughtUp: Uint8Array = new Uint8Array(0);

interface Connection extends LiveStream {
  readonly scope: Scope.Closeable;
  readonly openedAt: number;
  readonly from: number;
}

/**
 * Follows a log from an offset by server-sent events, over as many responses as it takes, to where the gateway closed it. Silence, and
 * a response that ended too soon, end the reading, so that the tail checks the job. `onlyPresent` ends it where the log ends now.
 */
export const followLog = (
  log: GatewayLog,
  from: number,
  { onlyPresent }: { readonly onlyPresent: boolean },
): Effect.Effect<Effect.Effect<Uint8Array | FileEnd, JobwireError>, never, Scope.Scope> =>
  Effect.map(Effect.scope, (parent) => {
    const { http, label, path, times } = log;
    const encoder = new TextEncoder();
    let at = from;
    let closed = false;
    let upToDate = false;
    let connection: Connection | undefined;
    const open: Effect.Effect<Connection, JobwireError> = Effect.gen(function* () {
      const scope = yield* Scope.fork(parent);
      const live = openLive(http, label, `${path}?offset=${formatOffset(at)}&live=sse`, times);
      return { ...(yield* Scope.provide(live, scope)), scope, openedAt: performance.now(), from: at };
    });
    const leave = (current: Connection): Effect.Effect<void> => {
      connection = undefined;
      return Scope.close(current.scope, Exit.void);
    };
    return Effect.gen(function* () {
      for (;;) {
        if (closed) return { ended: true, complete: true } as const;
        if (upToDate) {
          if (onlyPresent) return { ended: true };
          upToDate = false;
          return caughtUp;
        }
        const current = (connection ??= yield* open);
        const part = yield* Effect.catchIf(
          current.pull,
          (error) => error._tag === "Timeout" && error.reason === "idle",
          () => Effect.succeed("idle" as const),
        );
        if (part === "idle" || part === undefined) {
          yield* leave(current);
          const goesOn = part !== "idle" && (at > current.from || performance.now() - current.openedAt > lastingMs);
          if (goesOn) continue;
          return { ended: false };
        }
        const state = yield* checked(() => logState(label, part.state));
        const bytes = encoder.encode(part.text);
        if (state.next !== at + bytes.length) {
          return yield* Effect.fail(
            new BadResponse({
              message: `${label}: the text of the log and the offset after it do not agree. Check the proxies before the gateway`,
              reason: "shape",
              statusCode: 200,
            }),
          );
        }
        at = state.next;
        ({ closed, upToDate } = state);
        if (bytes.length > 0) return bytes;
      }
    });
  });
