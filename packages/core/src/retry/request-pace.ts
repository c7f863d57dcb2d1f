import * as Context from "effect/Context";
import * as Effect from "effect/Effect";
import * as Semaphore from "effect/Semaphore";
import type { JobwireError } from "../errors.ts";
import { monotonicMs } from "../monotonic.ts";
import { limitsRate } from "./limits-rate.ts";

/** The first gap between two requests, in milliseconds; each further refusal doubles it. */
const firstGapMs = 250;
const maxGapMs = 5_000;
/** A shorter gap is none. */
const minGapMs = 100;
/** Each accepted request makes the gap this much shorter. */
const recovery = 0.85;
/** A gap that was refused counts as too short for this long, in milliseconds; the client stays a little above it. */
const rememberMs = 60_000;
const aboveRefused = 1.1;
/** A 503 this soon after an accepted request may be that of a proxy that limits the rate, in milliseconds. */
const mixedMs = 2_000;
/** Two such 503s within this time are. One alone begins most outages. */
const betweenMixedMs = 30_000;

/** Requests that do not wait for their turn: the last ones before a deadline. */
export const unpaced: Context.Reference<boolean> = Context.Reference<boolean>("@jobwire/core/unpaced", {
  defaultValue: () => false,
});

/** When a request was sent, and the pace at that time. */
interface Sent {
  readonly gapMs: number;
  readonly changes: number;
}

/**
 * The pace of one client's requests to one server. A proxy limits the rate for each address, so all calls, waits and tails of a client
 * share it: after a 429 (or 503s among accepted requests, as nginx's `limit_req` sends them) the client leaves a gap between two
 * requests, and sends them one after the other. The gap doubles at each refusal and shrinks with each accepted request.
 */
export class RequestPace {
  readonly #queue = Semaphore.makeUnsafe(1);
  #gapMs = 0;
  /** Counts the changes of the gap by refusals: requests that were sent before one show nothing about the new gap. */
  #changes = 0;
  #nextAt = 0;
  #acceptedAt = Number.NEGATIVE_INFINITY;
  #mixedAt = Number.NEGATIVE_INFINITY;
  #refusedGapMs = 0;
  #refusedAt = Number.NEGATIVE_INFINITY;
  #statusCode: number | undefined;

  /** Milliseconds between two requests; 0 while the server does not limit their rate. */
  get gapMs(): number {
    return this.#gapMs;
  }

  /** Why requests wait, for messages; undefined while they do not. */
  readonly reason = (): string | undefined => {
    if (this.#gapMs === 0) return undefined;
    const status = this.#statusCode === undefined ? "" : ` (${this.#statusCode})`;
    return `the server limits the rate of requests${status}, so Jobwire sends one every ${(this.#gapMs / 1000).toFixed(1)} s`;
  };

  /** The request, at its turn; its outcome changes the pace. */
  readonly paced = <A, R>(request: Effect.Effect<A, JobwireError, R>): Effect.Effect<A, JobwireError, R> =>
    Effect.suspend(() => {
      const sent = this.#sent(request);
      if (this.#gapMs === 0) return sent;
      return Effect.flatMap(unpaced, (urgent) => (urgent ? sent : Effect.andThen(this.#turn, sent)));
    });

  #sent<A, R>(request: Effect.Effect<A, JobwireError, R>): Effect.Effect<A, JobwireError, R> {
    return Effect.suspend(() => {
      const sent: Sent = { gapMs: this.#gapMs, changes: this.#changes };
      return request.pipe(
        Effect.tap(() => Effect.map(monotonicMs, (now) => this.#accepted(sent, now))),
        Effect.tapError((error) => Effect.map(monotonicMs, (now) => this.#failed(sent, error, now))),
      );
    });
  }

  /** Waits for the turn of a request. */
  get #turn(): Effect.Effect<void> {
    return this.#queue.withPermits(1)(
      Effect.gen({ self: this }, function* () {
        for (;;) {
          const now = yield* monotonicMs;
          if (this.#gapMs === 0 || now >= this.#nextAt) {
            this.#nextAt = now + this.#gapMs;
            return;
          }
          yield* Effect.sleep(Math.ceil(this.#nextAt - now));
        }
      }),
    );
  }

  #accepted(sent: Sent, now: number): void {
    this.#acceptedAt = now;
    if (this.#gapMs === 0) return;
    // The server counts from when it received the request, which may be as late as its response.
    this.#nextAt = Math.max(this.#nextAt, now + this.#gapMs);
    if (sent.changes !== this.#changes) return;
    const least = now - this.#refusedAt < rememberMs ? this.#refusedGapMs * aboveRefused : 0;
    const shorter = Math.max(this.#gapMs * recovery, Math.min(least, this.#gapMs));
    this.#gapMs = shorter < minGapMs ? 0 : shorter;
  }

  #failed(sent: Sent, error: JobwireError, now: number): void {
    const { statusCode } = error;
    if (this.#isLimit(error, now)) return this.#refused(sent, statusCode, now);
    if (statusCode !== undefined && statusCode < 500) this.#accepted(sent, now);
  }

  /** Whether a failure shows that the rate is limited. */
  #isLimit(error: JobwireError, now: number): boolean {
    if (limitsRate(error)) return true;
    if (error._tag !== "ServerError" || error.statusCode !== 503) return false;
    if (now - this.#acceptedAt > Math.max(mixedMs, 2 * this.#gapMs)) return false;
    const again = now - this.#mixedAt < betweenMixedMs;
    this.#mixedAt = now;
    return again;
  }

  #refused(sent: Sent, statusCode: number | undefined, now: number): void {
    this.#statusCode = statusCode;
    if (sent.changes === this.#changes) {
      this.#changes++;
      this.#refusedGapMs = sent.gapMs;
      this.#refusedAt = now;
      this.#gapMs = Math.min(maxGapMs, Math.max(firstGapMs, sent.gapMs * 2));
    }
    this.#nextAt = Math.max(this.#nextAt, now + this.#gapMs);
  }
}
