import { useQuery, type UseQueryResult } from "@tanstack/react-query";
import { api, dataOf } from "../api/client.ts";
import type { Job, System } from "../api/types.ts";

/** The key of a job in the cache of queries. */
export const jobKey = (system: string, id: string): ReadonlyArray<string> => ["job", system, id];

/** One job, read again every few seconds until it has ended. */
export const useJob = (system: System, id: string): UseQueryResult<Job> =>
  useQuery({
    queryKey: jobKey(system.name, id),
    queryFn: async ({ signal }) =>
      dataOf<Job>(
        api.GET("/v1/systems/{system}/jobs/{id}", {
          params: {
            path: { system: system.name, id },
            ...(system.kind === "reasoner" ? { query: { include: "details,problems" } } : {}),
          },
          signal,
        }),
      ),
    refetchInterval: ({ state }) => (state.data?.outcome === null ? 3000 : false),
  });
