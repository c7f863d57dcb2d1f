import * as Effect from "effect/Effect";
import type { JobwireError } from "../errors.ts";
import type { PollSource } from "../poll/shared-poller.ts";

/** The names of one job: its id first, then others by which a caller may ask for it. */
export type JobNames = ReadonlyArray<string | null | undefined>;

/**
 * Polls that read one job by its id and several by one list. A job's own id goes before another job's further name, and of two
 * jobs with the same further name the first in the list counts.
 */
export const listPolls = <Seen>(
  one: PollSource<Seen>["one"],
  list: Effect.Effect<ReadonlyArray<Seen>, JobwireError>,
  namesOf: (seen: Seen) => JobNames,
): PollSource<Seen> => ({
  one,
  all: Effect.map(list, (jobs) => {
    const byName = new Map<string, Seen>();
    for (const job of jobs) {
      for (const name of namesOf(job).slice(1)) {
        if (typeof name === "string" && !byName.has(name)) byName.set(name, job);
      }
    }
    for (const job of jobs) {
      const [id] = namesOf(job);
      if (typeof id === "string") byName.set(id, job);
    }
    return (name) => byName.get(name);
  }),
});
