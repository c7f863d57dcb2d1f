import { Effect, Stream } from "effect";
import { jsonText } from "../adapter-parts/json-text.ts";
import { BadResponse, type JobwireError, Timeout } from "../errors.ts";
import { monotonicMs } from "../monotonic.ts";
import type { EventPage, EventPosition, JobEvent, JobEvents } from "./types.ts";

/**
 * Pages on end that bring a new token and no event, or looks after the job's end that bring events without a new token: a server
 * that never stops giving such is not followed for ever.
 */
const mostIdlePages = 100;

/** What following needs to know of a job. */
export interface FollowSource {
  /** `job 7 at https://…`, for messages. */
  readonly label: string;
  /** Whether the job has ended. Rides out what may pass. */
  readonly over: Effect.Effect<boolean, JobwireError>;
  /** The page after a token (empty: the first). Rides out what may pass. */
  readonly page: (token: string) => Effect.Effect<JobEvents, JobwireError>;
  readonly pollIntervalMs: number;
  readonly timeoutMs: number | undefined;
}

/**
 * How many events at the start of a page were given before, when the same token is asked again: the page holds what was given
 * and more (the usual case), less than that, or a later part of it. What does not overlap is new.
 */
const repeated = (given: ReadonlyArray<string>, page: ReadonlyArray<string>): number => {
  if (page.length <= given.length && page.every((event, index) => event === given[index])) return page.length;
  // The longest start of the page that is an end of what was given: the failure function of Knuth, Morris and Pratt, since the
  // server chooses both and may choose them so that each trial fails late.
  const shorter: Array<number> = [0];
  for (let index = 1, matched = 0; index < page.length; index++) {
    while (matched > 0 && page[index] !== page[matched]) matched = shorter[matched - 1] ?? 0;
    if (page[index] === page[matched]) matched += 1;
    shorter.push(matched);
  }
  let matched = 0;
  for (const event of given) {
    while (matched > 0 && (matched === page.length || event !== page[matched])) matched = shorter[matched - 1] ?? 0;
    if (event === page[matched]) matched += 1;
  }
  return matched;
};

/** The walk from token to token; keeps what was given since the last one. */
class Walk {
  token: string;
  /** The events given after the token, as text; of a resumed walk only their number is known. */
  #given: ReadonlyArray<string> = [];
  #toSkip: number;
  #empty = 0;

  constructor(from: EventPosition) {
    this.token = from.token;
    this.#toSkip = from.given;
  }

  get position(): EventPosition {
    return { token: this.token, given: Math.max(this.#given.length, this.#toSkip) };
  }

  /** Takes a page; gives what is new in it, and whether a further page is there already. Undefined: the pages lead nowhere. */
  take(page: JobEvents): { readonly events: ReadonlyArray<JobEvent>; readonly more: boolean } | undefined {
    const texts = page.events.map((event) => jsonText(event));
    const skip = this.#toSkip > 0 ? Math.min(this.#toSkip, texts.length) : repeated(this.#given, texts);
    const events = page.events.slice(skip);
    const next = page.continuationToken;
    const more = next !== null && next !== this.token;
    this.#empty = more && events.length === 0 ? this.#empty + 1 : 0;
    if (this.#empty > mostIdlePages) return undefined;
    if (more) {
      this.token = next;
      this.#given = [];
      this.#toSkip = 0;
      return { events, more };
    }
    if (this.#toSkip > 0 && texts.length < this.#toSkip) return { events, more };
    this.#toSkip = 0;
    this.#given =
      skip === texts.length && texts.length < this.#given.length
        ? this.#given
        : [...this.#given.slice(0, this.#given.length - skip), ...texts];
    return { events, more };
  }
}

/**
 * A job's events in order, each once, to its end: the end was read, and after that the events to the last page. A token that
 * is empty or repeats means that there is nothing further now; the last good one is asked again, and what it gave before is
 * left out. Fails with `Timeout` (reason `deadline`), `BadResponse` (reason `events`) when pages lead nowhere, and with what
 * the source fails with.
 */
export const followEvents = (source: FollowSource, from: EventPosition): Stream.Stream<EventPage, JobwireError> =>
  Stream.unwrap(
    Effect.map(monotonicMs, (started) => {
      const walk = new Walk(from);
      /** Read before the pages that are under way; undefined: to be read before the next. */
      let over: boolean | undefined;
      let waits = false;
      let looksAfterEnd = 0;
      const deadline = source.timeoutMs === undefined ? undefined : started + source.timeoutMs;
      const late = new Timeout({
        message: `${source.label}: no end of its events within ${source.timeoutMs} ms (timeoutMs)`,
        reason: "deadline",
      });
      const next: Effect.Effect<readonly [EventPage, undefined] | undefined, JobwireError> = Effect.gen(function* () {
        for (;;) {
          if (waits) yield* Effect.sleep(source.pollIntervalMs);
          waits = false;
          over ??= yield* source.over;
          const taken = walk.take(yield* source.page(walk.token));
          if (over && taken !== undefined && !taken.more) looksAfterEnd += 1;
          if (taken === undefined || looksAfterEnd > mostIdlePages) {
            return yield* Effect.fail(
              new BadResponse({
                message: `${source.label}: more than ${mostIdlePages} pages of events on end that lead nowhere`,
                reason: "events",
              }),
            );
          }
          if (!taken.more) {
            if (over && taken.events.length === 0) return undefined;
            // After the end one more look: what it brings ends the walk, or goes on.
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
