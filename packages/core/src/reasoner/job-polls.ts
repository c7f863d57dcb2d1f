import * as Effect from "effect/Effect";
import type { JobwireError } from "../errors.ts";
import type { PollEvent } from "../poll/poll-event.ts";
import type { PollSource } from "../poll/shared-poller.ts";
import type { JobGateway } from "./gateway.ts";
import type { JobRow } from "./job-row.ts";
import { everyJob } from "./list-query.ts";
import type { Discriminator } from "./reasoner-type.ts";

/** Jobs and transactions are listed by requests of their own, so they are polled apart: two requests an interval each. */
type Family = ReadonlyArray<Discriminator>;
const families: Readonly<Record<"jobs" | "transactions", Family>> = { jobs: ["ML", "SOLVER"], transactions: ["LOGIC"] };

/** What a poller calls a job: its type and its id. */
export const keyOf = (type: Discriminator, id: string): string => `${type} ${id}`;
const partsOf = (key: string): readonly [Discriminator, string] => {
  const space = key.indexOf(" ");
  return [key.slice(0, space) as Discriminator, key.slice(space + 1)];
};

/** The id in a key. */
export const shownKey = (key: string): string => partsOf(key)[1];

/** How a poller reads one family: a job by its id, several by the list. */
const pollSource = (gateway: JobGateway, family: Family): PollSource<JobRow> => {
  const one = (key: string): Effect.Effect<JobRow, JobwireError> => gateway.get(...partsOf(key));
  let asked = 0;
  return {
    one,
    all: Effect.map(gateway.list(family, everyJob), ({ rows }) => {
      const byKey = new Map<string, JobRow>();
      for (const row of rows) {
        for (const type of row.type === undefined ? family : [row.type]) byKey.set(keyOf(type, row.job.id), row);
      }
      return (key) => byKey.get(key);
    }),
    // Nobody knows whether the service lists every job that exists. The poller asks for unlisted jobs by their ids, one an
    // interval, in turn.
    check: (_, unlisted) => {
      const events = new Map<string, PollEvent<JobRow>>();
      const key = unlisted[asked++ % Math.max(1, unlisted.length)];
      if (key === undefined) return Effect.succeed({ requested: false, events });
      return Effect.match(one(key), {
        onSuccess: (value) => void events.set(key, { type: "value", value }),
        onFailure: (error) => {
          if (error._tag === "NotFound" && error.reason === "unknown-job") {
            events.set(key, { type: "missing", proven: true, error });
          }
        },
      }).pipe(Effect.as({ requested: true, events }));
    },
  };
};

/** The polls of each family. */
export const familyPolls = (gateway: JobGateway): Readonly<Record<"jobs" | "transactions", PollSource<JobRow>>> => ({
  jobs: pollSource(gateway, families.jobs),
  transactions: pollSource(gateway, families.transactions),
});

/** The family of a job. */
export const groupOf = (type: Discriminator): "jobs" | "transactions" => (type === "LOGIC" ? "transactions" : "jobs");
