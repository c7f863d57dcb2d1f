import type { RayJobs } from "jobwire";

/** What a page shows of a log. */
export interface LogView {
  readonly lines: ReadonlyArray<string>;
  /** `live`, the job's last status when the log is complete, or what failed. */
  readonly state: string;
}

/** The log of one job outside of React: it collects lines while somebody watches, and its views never change. */
export interface JobLogStore {
  readonly view: () => LogView;
  /** Calls `changed` after each change. The first watcher starts the tail, and the last one to leave ends it. */
  readonly watch: (changed: () => void) => () => void;
}

export const createJobLogStore = (jobs: Pick<RayJobs, "tailLogs" | "wait">, id: string): JobLogStore => {
  let view: LogView = { lines: [], state: "connecting" };
  const watchers = new Set<() => void>();
  let running: AbortController | undefined;
  const set = (change: Partial<LogView>): void => {
    view = { ...view, ...change };
    for (const changed of watchers) changed();
  };

  const follow = async (signal: AbortSignal): Promise<void> => {
    // A tail that ended changes nothing: another one may have begun.
    const show = (change: Partial<LogView>): void => {
      if (!signal.aborted) set(change);
    };
    show({ lines: [], state: "connecting" });
    try {
      const tail = jobs.tailLogs(id, { signal, onStatus: ({ type }) => show({ state: type }) });
      for await (const { lines } of tail.batches()) show({ lines: [...view.lines, ...lines] });
      const { status } = await jobs.wait(id, { signal });
      show({ state: status });
    } catch (error) {
      show({ state: error instanceof Error ? error.message : String(error) });
    }
  };

  return {
    view: () => view,
    watch: (changed) => {
      watchers.add(changed);
      if (running === undefined) {
        running = new AbortController();
        void follow(running.signal);
      }
      return () => {
        watchers.delete(changed);
        if (watchers.size > 0) return;
        running?.abort();
        running = undefined;
      };
    },
  };
};
