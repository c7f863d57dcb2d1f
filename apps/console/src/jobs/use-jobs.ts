import { useQueries, useQueryClient, type UseQueryResult } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { api, dataOf } from "../api/client.ts";
import { GatewayError } from "../api/gateway-error.ts";
import type { Job, Jobs, System } from "../api/types.ts";
import { usePageVisible } from "../use-page-visible.ts";
import { followChanges } from "./follow-changes.ts";
import { type ListedJob, listJobs } from "./job-list.ts";

/** Live connections of the list; the rest of a browser's six belong to everything else. */
const mostStreams = 3;
const pollMs = 4000;

/** The jobs of all systems. */
export interface AllJobs {
  readonly jobs: ReadonlyArray<ListedJob>;
  readonly loading: boolean;
  /** Why jobs of some systems could not be read. */
  readonly failures: ReadonlyArray<string>;
}

/** The key of a system's jobs in the cache of queries. */
export const jobsKey = (system: string): ReadonlyArray<string> => ["jobs", system];

/** The jobs of all systems, live: by the stream of changes, and by asking again where that is not available. */
export const useJobs = (systems: ReadonlyArray<System>): AllJobs => {
  const queries = useQueryClient();
  const visible = usePageVisible();
  const [live, setLive] = useState<ReadonlySet<string>>(new Set());

  useEffect(() => {
    if (!visible) return undefined;
    const stop = new AbortController();
    const mark = (name: string, isLive: boolean): void =>
      setLive((before) => {
        const after = new Set(before);
        if (isLive) after.add(name);
        else after.delete(name);
        return after;
      });
    for (const { name } of systems.filter(({ operations }) => operations.includes("changes")).slice(0, mostStreams)) {
      void followChanges(
        name,
        (update) => {
          mark(name, true);
          queries.setQueryData<ReadonlyArray<Job>>(jobsKey(name), (before) => update(before ?? []));
        },
        stop.signal,
      )
        .catch(() => undefined)
        .finally(() => mark(name, false));
    }
    return () => stop.abort();
  }, [systems, queries, visible]);

  return useQueries({
    queries: systems
      .filter(({ operations }) => operations.includes("list"))
      .map((system) => ({
        queryKey: jobsKey(system.name),
        queryFn: async ({ signal }: { signal: AbortSignal }): Promise<ReadonlyArray<Job>> =>
          (
            await dataOf<Jobs>(
              api.GET("/v1/systems/{system}/jobs", { params: { path: { system: system.name } }, signal }),
            )
          ).jobs,
        refetchInterval: live.has(system.name) ? (false as const) : pollMs,
        select: (jobs: ReadonlyArray<Job>) => ({ system, jobs }),
      })),
    combine,
  });
};

type JobsResult = UseQueryResult<{ readonly system: System; readonly jobs: ReadonlyArray<Job> }>;

// One function for all renders, so that the list is made anew only when a result changes.
const combine = (results: ReadonlyArray<JobsResult>): AllJobs => ({
  jobs: listJobs(results.flatMap(({ data }) => (data === undefined ? [] : [data]))),
  loading: results.some(({ isPending, failureReason }) => isPending && failureReason === null),
  failures: results.flatMap(({ error, failureReason }) => {
    const why = error ?? failureReason;
    return why instanceof GatewayError ? [why.message] : [];
  }),
});
