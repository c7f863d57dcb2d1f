import { apiUrl } from "../api/base.ts";
import { GatewayError } from "../api/gateway-error.ts";
import { readStream } from "../api/read-stream.ts";
import type { Change, Job } from "../api/types.ts";
import { applyChanges } from "./job-list.ts";

/**
 * Follows the jobs of a system. `onJobs` gets a function from the jobs before to the jobs now: the first one replaces all. Ends when
 * the signal fires; throws when the gateway refuses.
 */
export const followChanges = async (
  system: string,
  onJobs: (update: (before: ReadonlyArray<Job>) => ReadonlyArray<Job>) => void,
  signal: AbortSignal,
): Promise<void> => {
  while (!signal.aborted) {
    try {
      await followOnce(system, onJobs, signal);
      return;
    } catch (error) {
      // The gateway was started anew: its offsets are others, so the list begins again.
      if (!(error instanceof GatewayError) || error.status !== 410) throw error;
    }
  }
};

const followOnce = async (
  system: string,
  onJobs: Parameters<typeof followChanges>[1],
  signal: AbortSignal,
): Promise<void> => {
  const url = (offset: string): string => apiUrl(["systems", system, "changes"], { offset, live: "sse" });
  let first: Array<Change> | undefined = [];
  for await (const { text, upToDate } of readStream({ url, offset: "-1", signal })) {
    const changes = text === "" ? [] : (JSON.parse(text) as Array<Change>);
    if (first !== undefined) {
      first.push(...changes);
      if (!upToDate) continue;
      const all = first;
      first = undefined;
      onJobs(() => applyChanges([], all));
    } else if (changes.length > 0) onJobs((before) => applyChanges(before, changes));
  }
};
