import type { JobwireError } from "@jobwire/core";
import {
  checked,
  differentBytes,
  type FileAnchor,
  type FileEnd,
  type FileReading,
  type FileState,
  knownLength,
  type LogFile,
  matchesBytes,
} from "@jobwire/core/backend";
import * as Effect from "effect/Effect";
import * as Scope from "effect/Scope";
import { stateOfHeaders } from "../stream-state.ts";
import { catchUp } from "./catch-up.ts";
import { followLog } from "./follow-log.ts";
import { type GatewayLog, logState, type LogState } from "./gateway-log.ts";

type Next = Effect.Effect<Uint8Array | FileEnd, JobwireError>;

/**
 * A log at a gateway as the log file of a tail: the bytes of the tail's position are the offset. First it reads what there is; once the
 * tail has that, a reading stays open and follows the log.
 */
export class OffsetLogFile implements LogFile {
  readonly #log: GatewayLog;
  readonly #lastLines: number | undefined;
  /** Where the tail's first byte is in the log; undefined until the gateway said where the last lines begin. */
  #base: number | undefined;
  /** The log before the tail's position is the one that the tail read. */
  #trusted = false;
  /** The tail has read everything that there was. */
  #caughtUp = false;

  /** @param lastLines reads only the last N lines of a log that no longer grows */
  constructor(log: GatewayLog, lastLines?: number) {
    this.#log = log;
    this.#lastLines = lastLines;
    this.#base = lastLines === undefined ? 0 : undefined;
  }

  readFrom(anchor: FileAnchor, { final }: FileState): Effect.Effect<FileReading, JobwireError, Scope.Scope> {
    return Effect.gen({ self: this }, function* () {
      this.#base ??= yield* this.#findLastLines();
      const from = this.#base + anchor.bytes;
      const rereadBytes = this.#trusted ? 0 : knownLength(anchor.tail);
      const follows = this.#caughtUp && this.#trusted && !final;
      const next = follows
        ? yield* followLog(this.#log, from, "look")
        : yield* this.#readPresent({ from, rereadBytes, anchor, final });
      const watched = next.pipe(
        Effect.tap((read) =>
          Effect.sync(() => {
            if (!(read instanceof Uint8Array) && read.ended) this.#caughtUp = true;
          }),
        ),
        // After a failure it shows again that the log is the same one.
        Effect.tapError(() =>
          Effect.sync(() => {
            this.#trusted = false;
            this.#caughtUp = false;
          }),
        ),
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

  /** The offset of the last N lines of a log that no longer grows. */
  #findLastLines(): Effect.Effect<number, JobwireError> {
    const { http, label, path, times } = this.#log;
    const opened = http.stream(`${path}?tail=${this.#lastLines ?? 0}`, times);
    return Effect.scoped(
      Effect.flatMap(opened, ({ headers }) => checked(() => logState(label, stateOfHeaders(label, headers)).next)),
    );
  }

  /** Reads what there is now; for a job that has ended, all to the end of the log. */
  #readPresent({
    from,
    rereadBytes,
    anchor,
    final,
  }: {
    readonly from: number;
    readonly rereadBytes: number;
    readonly anchor: FileAnchor;
    readonly final: boolean;
  }): Effect.Effect<Next, never, Scope.Scope> {
    return Effect.gen({ self: this }, function* () {
      const scope = yield* Effect.scope;
      const present = yield* catchUp(this.#log, from - rereadBytes);
      const before = new Uint8Array(rereadBytes);
      let missing = rereadBytes;
      let hasNew = false;
      let followed: Next | undefined;
      if (rereadBytes === 0) this.#trusted = true;
      const endOf = (state: LogState): Effect.Effect<FileEnd | undefined, JobwireError> => {
        if (missing > 0 || state.next < from) {
          return state.closed ? Effect.fail(differentBytes()) : Effect.succeed({ ended: false });
        }
        if (state.closed) return Effect.succeed({ ended: final || !hasNew });
        // The status alone proves nothing about what the gateway has of the log.
        return final || !state.upToDate ? Effect.undefined : Effect.succeed({ ended: true });
      };
      return Effect.gen({ self: this }, function* () {
        for (;;) {
          if (followed !== undefined) return yield* followed;
          const piece = yield* present.pull;
          if (!(piece instanceof Uint8Array)) {
            const end = yield* endOf(piece);
            if (end !== undefined) return end;
            followed = yield* Scope.provide(followLog(this.#log, piece.next, final ? "closed" : "present"), scope);
            continue;
          }
          const known = piece.subarray(0, missing);
          before.set(known, rereadBytes - missing);
          missing -= known.length;
          if (missing > 0) continue;
          if (known.length > 0 && !matchesBytes(anchor.tail, before)) return yield* Effect.fail(differentBytes());
          this.#trusted = true;
          const fresh = piece.subarray(known.length);
          if (fresh.length === 0) continue;
          hasNew = true;
          return fresh;
        }
      });
    });
  }
}
