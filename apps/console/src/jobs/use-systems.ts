import { useQuery, type UseQueryResult } from "@tanstack/react-query";
import { api, dataOf } from "../api/client.ts";
import type { System, Systems } from "../api/types.ts";

/** The systems that the caller may read. */
export const useSystems = (): UseQueryResult<ReadonlyArray<System>> =>
  useQuery({
    queryKey: ["systems"],
    queryFn: async ({ signal }) => (await dataOf<Systems>(api.GET("/v1/systems", { signal }))).systems,
    staleTime: 60_000,
  });
