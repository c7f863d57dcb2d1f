import * as Deferred from "effect/Deferred";
import * as Effect from "effect/Effect";
import * as Exit from "effect/Exit";
import type { JobwireError } from "../errors.ts";
import { monotonicMs } from "../monotonic.ts";
import type { RayApi } from "./api.ts";
import type { RayVersion } from "./cluster/cluster-types.ts";
import { getVersion } from "./cluster/version.ts";
import { isMarked } from "./log-file/marker-bytes.ts";

/** Milliseconds between two tries to learn the name. */
const learnEveryMs = 60_000;
/** Milliseconds between two checks whether the name has changed. */
const checkEveryMs = 5_000;

/** A client reads a cluster's version again after this time, in milliseconds: another Ray may serve the address by then. */
const markedForMs = 60_000;

/** A job's status must not wait for the name for longer, in milliseconds. */
const maxReadMs = 2_000;

/**
 * The session of a cluster, as one client knows it. A head makes a new session name when it starts, and keeps the old one when it
 * starts again with its store (`session_name` of `GET /api/version`, 2.60): so a new name proves that the old jobs are gone.
 */
export class Session {
  readonly #api: RayApi;
  #name: string | undefined;
  /** When a new name was first seen, in milliseconds of the monotonic clock. */
  #changedAt: number | undefined;
  /** Whether its log files have marker bytes, and when that was read. */
  #marked: { readonly value: boolean; readonly readAt: number } | undefined;
  /** A read of the versions for all tails that wait; undefined when it was interrupted. */
  #reading: Deferred.Deferred<boolean | undefined, JobwireError> | undefined;
  #learnAt = Number.NEGATIVE_INFINITY;
  #checkAt = Number.NEGATIVE_INFINITY;

  constructor(api: RayApi) {
    this.#api = api;
  }

  /** Reads the cluster's versions, once, and remembers the session. */
  get version(): Effect.Effect<RayVersion, JobwireError> {
    return Effect.tap(getVersion(this.#api), ({ rayVersion, sessionName }) =>
      Effect.map(monotonicMs, (now) => {
        this.#marked = { value: isMarked(rayVersion), readAt: now };
        if (sessionName === null) return;
        if (this.#name !== undefined && this.#name !== sessionName) this.#changedAt = now;
        this.#name = sessionName;
      }),
    );
  }

  /**
   * Whether the cluster puts marker bytes into log files, by its version as it was read at most a minute ago. All tails that ask at the
   * same time share one request.
   */
  get marked(): Effect.Effect<boolean, JobwireError> {
    return Effect.flatMap(monotonicMs, (now): Effect.Effect<boolean, JobwireError> => {
      const known = this.#marked;
      if (known !== undefined && now - known.readAt < markedForMs) return Effect.succeed(known.value);
      const running = this.#reading;
      if (running !== undefined) {
        return Effect.flatMap(Deferred.await(running), (value) =>
          value === undefined ? this.marked : Effect.succeed(value),
        );
      }
      const reading = Deferred.makeUnsafe<boolean | undefined, JobwireError>();
      this.#reading = reading;
      return Effect.onExit(
        Effect.map(this.version, ({ rayVersion }) => isMarked(rayVersion)),
        (exit) => {
          this.#reading = undefined;
          const interrupted = Exit.hasInterrupts(exit);
          return Deferred.done(reading, interrupted ? Exit.succeed(undefined) : exit);
        },
      );
    });
  }

  /** Learns the session's name unless it is known. Returns whether it sent a request. A failure teaches nothing. */
  get learn(): Effect.Effect<boolean> {
    return Effect.gen({ self: this }, function* () {
      const now = yield* monotonicMs;
      if (this.#name !== undefined || now < this.#learnAt) return false;
      this.#learnAt = now + learnEveryMs;
      yield* this.#look;
      return true;
    });
  }

  /**
   * Why a job that the cluster knew at this time and does not know now is gone for good; undefined while nothing proves it. Call it
   * only after Ray's own 404: it may send a request, at most one each 5 s.
   *
   * @param seenAt in milliseconds of the monotonic clock
   */
  forgottenSince(seenAt: number): Effect.Effect<string | undefined> {
    return Effect.gen({ self: this }, function* () {
      const now = yield* monotonicMs;
      const isNew = (): boolean => this.#changedAt !== undefined && this.#changedAt > seenAt;
      if (!isNew() && this.#name !== undefined && now >= this.#checkAt) {
        this.#checkAt = now + checkEveryMs;
        yield* this.#look;
      }
      return isNew() ? "the cluster started again without its store, so its jobs are gone" : undefined;
    });
  }

  /** Reads the name. A read that fails or takes too long shows nothing. */
  get #look(): Effect.Effect<void> {
    return Effect.asVoid(Effect.timeoutOption(Effect.result(this.version), maxReadMs));
  }
}
