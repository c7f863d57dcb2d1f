import type { JobwireError } from "@jobwire/core";
import { type FileEnd, type FileReading, type FileState, type LogFile } from "@jobwire/core/backend";
import { differentBytes, type FileAnchor, knownLength, matchesBytes } from "@jobwire/core/gateway-client/internal";
import * as Effect from "effect/Effect";
import * as Scope from "effect/Scope";
import { catchUp } from "./catch-up.ts";
import { caughtUp, followLog } from "./follow-log.ts";
import type { GatewayLog, LogState } from "./gateway-log.ts";

type Next = Effect.Effect<Uint8Array | FileEnd, JobwireError>;

/** One read of the log from the tail's position. */
interface Reading {
  /** The offset of the tail's position. */
  readonly from: number;
  readonly anchor: FileAnchor;
  /** The job has ended: only a closed log ends the read. */
  readonly final: boolean;
  /** Bytes before the position that show whether the log is the one that was read before. */
  readonly rereadBytes: number;
}

/**
 * A log at a gateway as the log file of a tail: the bytes before the tail's position are its offset. A read catches up by whole
 * responses, and then follows the log. It ends where the gateway closed the log; the job's status alone proves nothing about what the
 * gateway has of it.
 */
export class OffsetLogFile implements LogFile {
  readonly #log: GatewayLog;
  readonly #follow: boolean;
  /** The log before the tail's position is the one that the tail read, and the tail had caught up there. */
  #isCurrent = false;

  /** @param follow the tail goes on after what there is now */
  constructor(log: GatewayLog, follow: boolean) {
    this.#log = log;
    this.#follow = follow;
  }

  readFrom(anchor: FileAnchor, { final }: FileState): Effect.Effect<FileReading, JobwireError, Scope.Scope> {
    return Effect.gen({ self: this }, function* () {
      const from = anchor.bytes;
      const isCurrent = this.#isCurrent;
      const rereadBytes = isCurrent ? 0 : knownLength(anchor.tail);
      this.#isCurrent = false;
      const next =
        isCurrent && !final
          ? yield* followLog(this.#log, from, { onlyPresent: !this.#follow })
          : yield* this.#catchUp({ from, anchor, final, rereadBytes });
      if (isCurrent) this.#isCurrent = true;
      // After a failure the tail shows again that the log is the same one.
      const watched = next.pipe(
        Effect.tap((read) => Effect.sync(() => (this.#isCurrent ||= read === caughtUp))),
        Effect.tapError(() => Effect.sync(() => (this.#isCurrent = false))),
      );
      return { rereadBytes, next: () => watched };
    });
  }

  readEnd(): ReturnType<LogFile["readEnd"]> {
    // Only a tail with a live source beside its file asks for the end.
    return Effect.succeed({ bytes: new Uint8Array(0), ended: false });
  }

  progress(): string {
    return "";
  }

  #catchUp({ from, anchor, final, rereadBytes }: Reading): Effect.Effect<Next, never, Scope.Scope> {
    return Effect.gen({ self: this }, function* () {
      const scope = yield* Effect.scope;
      const present = yield* catchUp(this.#log, from - rereadBytes);
      const before = new Uint8Array(rereadBytes);
      let missing = rereadBytes;
      let followed: Next | undefined;
      const follow = (at: number): Effect.Effect<Next> =>
        Scope.provide(followLog(this.#log, at, { onlyPresent: !final && !this.#follow }), scope);
      const endOf = (state: LogState): Effect.Effect<Uint8Array | FileEnd | undefined, JobwireError> => {
        if (missing > 0 || state.next < from) {
          // A gateway that started again reads the log again, and may not have come so far.
          return state.closed ? Effect.fail(differentBytes()) : Effect.succeed({ ended: false });
        }
        if (state.closed) return Effect.succeed({ ended: true, complete: true });
        if (state.upToDate && !final && !this.#follow) return Effect.succeed({ ended: true });
        return Effect.map(follow(state.next), (next) => {
          followed = next;
          return state.upToDate ? caughtUp : undefined;
        });
      };
      return Effect.gen(function* () {
        for (;;) {
          if (followed !== undefined) return yield* followed;
          const piece = yield* present.pull;
          if (!(piece instanceof Uint8Array)) {
            const end = yield* endOf(piece);
            if (end !== undefined) return end;
            continue;
          }
          const known = piece.subarray(0, missing);
          before.set(known, rereadBytes - missing);
          missing -= known.length;
          if (missing > 0) continue;
          if (known.length > 0 && !matchesBytes(anchor.tail, before)) return yield* Effect.fail(differentBytes());
          if (piece.length > known.length) return piece.subarray(known.length);
        }
      });
    });
  }
}
