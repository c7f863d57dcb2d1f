import * as Effect from "effect/Effect";
import * as Stream from "effect/Stream";
import { jsonText } from "../adapter-parts/json-text.ts";
import { BadResponse, type JobwireError, Timeout } from "../errors.ts";
import { monotonicMs } from "../monotonic.ts";
import type { EventPage, EventPosition, JobEvent, JobEvents } from "./types.ts";

/**
 * The limit of consecutive pages with a new token and no event, and of pages after the job's end with events and no new token:
 * it ends the follow of a server that never stops sending them.
 */
const maxIdlePages = 100;

/** The facts and requests of a job that the follow needs. */
export interface FollowSource {
  /** Names the job in messages, such as `job 7 at https://…`. */
  readonly label: string;
  /** True when the job has ended. Retries transient failures. */
  readonly over: Effect.Effect<boolean, JobwireError>;
  /** The page after a token (empty: the first). Retries transient failures. */
  readonly page: (token: string) => Effect.Effect<JobEvents, JobwireError>;
  readonly pollIntervalMs: number;
  readonly timeoutMs: number | undefined;
}

/**
 * The number of events at the start of a page that were emitted before, when the same token is requested again: the page
 * contains all of them and more (the usual case), fewer of them, or a later part. Events that do not overlap are new.
 */
const countRepeated = (emitted: ReadonlyArray<string>, page: ReadonlyArray<string>): number => {
  if (page.length <= emitted.length && page.every((event, index) => event === emitted[index])) return page.length;
  // The longest prefix of the page that is a suffix of the emitted events, by the failure function of Knuth, Morris and Pratt:
  // the server controls both, and could choose them so that each naive trial fails late.
  const shorter: Array<number> = [0];
  for (let index = 1, matched = 0; index < page.length; index++) {
    while (matched > 0 && page[index] !== page[matched]) matched = shorter[matched - 1] ?? 0;
    if (page[index] === page[matched]) matched += 1;
    shorter.push(matched);
  }
  let matched = 0;
  for (const event of emitted) {
    while (matched > 0 && (matched === page.length || event !== page[matched])) matched = shorter[matched - 1] ?? 0;
    if (event === page[matched]) matched += 1;
  }
  return matched;
};

/** Walks from token to token and keeps the events emitted since the last one. */
class Walk {
  token: string;
  /** The events emitted after the token, as text; a resumed walk knows only their number. */
  #emitted: ReadonlyArray<string> = [];
  #toSkip: number;
  #empty = 0;

  constructor(from: EventPosition) {
    this.token = from.token;
    this.#toSkip = from.given;
  }

  get position(): EventPosition {
    return { token: this.token, given: Math.max(this.#emitted.length, this.#toSkip) };
  }

  /**
   * Takes a page; returns its new events, and whether a further page is ready. Undefined after too many pages without progress.
   */
  take(page: JobEvents): { readonly events: ReadonlyArray<JobEvent>; readonly more: boolean } | undefined {
    const texts = page.events.map((event) => jsonText(event));
    const skip = this.#toSkip > 0 ? Math.min(this.#toSkip, texts.length) : countRepeated(this.#emitted, texts);
    const events = page.events.slice(skip);
    const next = page.continuationToken;
    const more = next !== null && next !== this.token;
    this.#empty = more && events.length === 0 ? this.#empty + 1 : 0;
    if (this.#empty > maxIdlePages) return undefined;
    if (more) {
      this.token = next;
      this.#emitted = [];
      this.#toSkip = 0;
      return { events, more };
    }
    if (this.#toSkip > 0 && texts.length < this.#toSkip) return { events, more };
    this.#toSkip = 0;
    this.#emitted =
      skip === texts.length && texts.length < this.#emitted.length
        ? this.#emitted
        : [...this.#emitted.slice(0, this.#emitted.length - skip), ...texts];
    return { events, more };
  }
}

/**
 * Yields a job's events in order, each once, to its end: it reads the job's end first, then the events up to the last page. An
 * empty or repeated token means that no further page is ready; then the follow requests the last valid token again and skips
 * the events that it already emitted. Fails with `Timeout` (reason `deadline`), `BadResponse` (reason `events`) after too many
 * pages without progress, and with the errors of the source.
 */
export const followEvents = (source: FollowSource, from: EventPosition): Stream.Stream<EventPage, JobwireError> =>
  Stream.unwrap(
    Effect.map(monotonicMs, (started) => {
      const walk = new Walk(from);
      /** Read before the current pages; undefined: read it before the next one. */
      let over: boolean | undefined;
      let waits = false;
      let looksAfterEnd = 0;
      const deadline = source.timeoutMs === undefined ? undefined : started + source.timeoutMs;
      const late = new Timeout({
        message: `${source.label}: the events did not end within ${source.timeoutMs} ms (timeoutMs). The job may still run. Continue from the last position, or set a higher timeoutMs`,
        reason: "deadline",
      });
      const next: Effect.Effect<readonly [EventPage, undefined] | undefined, JobwireError> = Effect.gen(function* () {
        for (;;) {
          if (waits) yield* Effect.sleep(source.pollIntervalMs);
          waits = false;
          over ??= yield* source.over;
          const taken = walk.take(yield* source.page(walk.token));
          if (over && taken !== undefined && !taken.more) looksAfterEnd += 1;
          if (taken === undefined || looksAfterEnd > maxIdlePages) {
            return yield* Effect.fail(
              new BadResponse({
                message: `${source.label}: the server sent more than ${maxIdlePages} consecutive pages of events without progress. Continue from the last position later`,
                reason: "events",
              }),
            );
          }
          if (!taken.more) {
            if (over && taken.events.length === 0) return undefined;
            // After the end one more look: an empty page ends the walk, new events continue it.
            waits = !over;
            if (!over) over = undefined;
          }
          if (taken.events.length > 0) return [{ events: taken.events, position: walk.position }, undefined] as const;
        }
      });
      return Stream.unfold(undefined, () =>
        deadline === undefined
          ? next
          : Effect.flatMap(monotonicMs, (now) =>
              Effect.timeoutOrElse(next, { duration: Math.max(0, deadline - now), orElse: () => Effect.fail(late) }),
            ),
      );
    }),
  );
