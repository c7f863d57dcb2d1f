import { BadResponse, ConnectionFailed, type JobwireError } from "@jobwire/core/errors";
import { checked } from "@jobwire/core/backend";
import { type HttpStream } from "@jobwire/core/gateway-client/internal";
import * as Effect from "effect/Effect";
import * as Exit from "effect/Exit";
import * as Scope from "effect/Scope";
import { stateOfHeaders } from "../stream-state.ts";
import { type GatewayLog, logState, type LogState } from "./gateway-log.ts";
import { formatOffset } from "../../streams/format-offset.ts";

/** What the gateway has of a log now, from an offset on. */
export interface CatchUp {
  /** The next bytes, or the end of what there is. */
  readonly pull: Effect.Effect<Uint8Array | LogState, JobwireError>;
}

interface Chunk {
  readonly answer: HttpStream;
  readonly state: LogState;
  readonly scope: Scope.Closeable;
}

/** Reads a log chunk by chunk, one request each, until it has everything that the gateway has. */
export const catchUp = (log: GatewayLog, from: number): Effect.Effect<CatchUp, never, Scope.Scope> =>
  Effect.map(Effect.scope, (parent) => {
    const { http, label, path, times } = log;
    let at = from;
    let began = from;
    let chunk: Chunk | undefined;
    const open = Effect.gen(function* () {
      const scope = yield* Scope.fork(parent);
      const answer = yield* Scope.provide(http.stream(`${path}?offset=${formatOffset(at)}`, times), scope);
      const state = yield* checked(() => logState(label, stateOfHeaders(label, answer.headers)));
      began = at;
      return { answer, state, scope };
    });
    const ended = ({ state, scope }: Chunk): Effect.Effect<LogState | undefined, JobwireError> =>
      Effect.gen(function* () {
        chunk = undefined;
        yield* Scope.close(scope, Exit.void);
        if (at < state.next) {
          return yield* Effect.fail(
            new ConnectionFailed({ message: `${label}: the response ended before its last byte`, reason: "reset" }),
          );
        }
        // It may not have come so far: a gateway that started again reads the log again from its source.
        if (state.closed || state.upToDate || (at === began && state.next <= began)) return state;
        if (at > state.next) {
          return yield* Effect.fail(
            new BadResponse({
              message: `${label}: the response and its header Stream-Next-Offset do not agree. Check the proxies before the gateway`,
              reason: "shape",
              statusCode: 200,
            }),
          );
        }
        return undefined;
      });
    const pull: CatchUp["pull"] = Effect.gen(function* () {
      for (;;) {
        chunk ??= yield* open;
        const piece = yield* chunk.answer.pull;
        if (piece === undefined) {
          const state = yield* ended(chunk);
          if (state !== undefined) return state;
        } else if (piece.byteLength > 0) {
          at += piece.byteLength;
          return piece;
        }
      }
    });
    return { pull };
  });
