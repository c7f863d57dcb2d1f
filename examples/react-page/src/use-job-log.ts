import { useMemo, useSyncExternalStore } from "react";
import type { RayJobs } from "jobwire";
import { createJobLogStore, type LogView } from "./job-log-store.ts";

/** The log of a job, live, from its first line to its proven end. It continues by itself after lost connections. */
export const useJobLog = (jobs: Pick<RayJobs, "tailLogs" | "wait">, id: string): LogView => {
  const store = useMemo(() => createJobLogStore(jobs, id), [jobs, id]);
  return useSyncExternalStore(store.watch, store.view);
};
