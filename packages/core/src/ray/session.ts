import * as Effect from "effect/Effect";
import type { JobwireError } from "../errors.ts";
import { monotonicMs } from "../monotonic.ts";
import type { RayApi } from "./api.ts";
import type { RayVersion } from "./cluster/cluster-types.ts";
import { getVersion } from "./cluster/version.ts";

/** Milliseconds between two tries to learn the name. */
const learnEveryMs = 60_000;
/** Milliseconds between two checks whether the name has changed. */
const checkEveryMs = 5_000;

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
  #learnAt = Number.NEGATIVE_INFINITY;
  #checkAt = Number.NEGATIVE_INFINITY;

  constructor(api: RayApi) {
    this.#api = api;
  }

  /** Reads the cluster's versions, once, and remembers the session. */
  get version(): Effect.Effect<RayVersion, JobwireError> {
    return Effect.tap(getVersion(this.#api), ({ sessionName }) =>
      Effect.map(monotonicMs, (now) => {
        if (sessionName === null) return;
        if (this.#name !== undefined && this.#name !== sessionName) this.#changedAt = now;
        this.#name = sessionName;
      }),
    );
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
