import { BadResponse, type JobwireError } from "@jobwire/core";
import type { FileEnd } from "@jobwire/core/backend";
import * as Effect from "effect/Effect";
import * as Exit from "effect/Exit";
import * as Scope from "effect/Scope";
import { type LiveStream, openLive } from "../live-stream.ts";
import { type GatewayLog, logState } from "./gateway-log.ts";
import { offsetText } from "./offset.ts";

/** A response that ends sooner, and brought nothing, is not followed by another one at once, in milliseconds. */
const lastingMs = 5_000;

const nothing = new Uint8Array(0);

interface Connection extends LiveStream {
  readonly scope: Scope.Closeable;
  readonly openedAt: number;
  readonly from: number;
}

/**
 * Follows a log from an offset by server-sent events, over as many responses as it takes. Returns an empty piece when the tail has
 * everything that there is, so that it shows what it holds. Reading ends when the gateway closed the log; and so that the tail
 * checks the job, after silence and after a response that ended too soon. `until`: a `closed` log alone ends the reading of an ended
 * job's log, and `present` is the end of what there is now.
 */
export const followLog = (
  log: GatewayLog,
  from: number,
  until: "closed" | "present" | "look",
): Effect.Effect<Effect.Effect<Uint8Array | FileEnd, JobwireError>, never, Scope.Scope> =>
  Effect.map(Effect.scope, (parent) => {
    const { http, label, path, times } = log;
    const encoder = new TextEncoder();
    let at = from;
    let closed = false;
    let showAll = false;
    let present = false;
    let connection: Connection | undefined;
    const open: Effect.Effect<Connection, JobwireError> = Effect.gen(function* () {
      const scope = yield* Scope.fork(parent);
      const live = openLive(http, label, `${path}?offset=${offsetText(at)}&live=sse`, times);
      return { ...(yield* Scope.provide(live, scope)), scope, openedAt: performance.now(), from: at };
    });
    const look: FileEnd = { ended: until === "look" };
    const end = (): FileEnd => ({ ended: until === "closed" || at === from });
    return Effect.gen(function* () {
      for (;;) {
        if (closed) return end();
        if (showAll) {
          showAll = false;
          return nothing;
        }
        if (present) return { ended: true };
        const current = (connection ??= yield* open);
        const part = yield* Effect.catchIf(
          current.pull,
          (error) => error._tag === "Timeout" && error.reason === "idle",
          () => Effect.succeed("idle" as const),
        );
        if (part === "idle") return look;
        if (part === undefined) {
          connection = undefined;
          yield* Scope.close(current.scope, Exit.void);
          if (at === current.from && performance.now() - current.openedAt < lastingMs) return look;
          continue;
        }
        const state = logState(label, part.state);
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
        closed = state.closed;
        present = until === "present" && state.upToDate;
        if (bytes.length === 0) continue;
        showAll = state.upToDate;
        return bytes;
      }
    });
  });
