import { setTimeout as sleep } from "node:timers/promises";
import type { Cluster } from "./cluster.ts";
import { isTerminal, type JobRecord } from "./job-record.ts";
import { tailBatches } from "./tail-batches.ts";
import type { DeafWebSocket } from "./websocket-frames.ts";

/** The agent's messages above this size break the dashboard's inner connection. */
const MAX_FRAME = 4 * 1024 * 1024;

/** The refusal of a tail before the upgrade, or the job to tail. */
export function tailTarget(
  cluster: Cluster,
  id: string,
): JobRecord | { readonly status: number; readonly text: string } {
  const job = cluster.jobs.find(id);
  if (job === undefined) return { status: 404, text: `Job ${id} does not exist` };
  if (job.type === "DRIVER") return { status: 400, text: "Can only get logs of submission type jobs" };
  return job;
}

/**
 * Sends the log from its first byte, follows it, and closes with 1000: after the job's end (two checks that found nothing new), at
 * bytes that are not UTF-8, before a frame over 4 MiB, when the job is deleted, and at the first frame when permessage-deflate was
 * negotiated.
 */
export async function runTail(
  cluster: Cluster,
  socket: DeafWebSocket,
  job: JobRecord,
  compressed: boolean,
): Promise<void> {
  const signal = AbortSignal.any([socket.gone, cluster.closing]);
  const pause = async (): Promise<void> => {
    await sleep(cluster.clocks.tailPollMs, undefined, { signal });
  };
  try {
    while (job.agentAddress === null) {
      if (isTerminal(job.status)) return;
      await pause();
    }
    await pause();
    await relay(cluster, socket, job, compressed, pause);
  } catch (error) {
    // Undecodable bytes end a tail without an error message, and an aborted pause means that no client listens any more.
    if (!(error instanceof TypeError) && !signal.aborted) throw error;
  } finally {
    socket.close();
  }
}

async function relay(
  cluster: Cluster,
  socket: DeafWebSocket,
  job: JobRecord,
  compressed: boolean,
  pause: () => Promise<void>,
): Promise<void> {
  const id = job.submissionId ?? "";
  let finished = false;
  for await (const batch of tailBatches(cluster.jobs.logFile(id), pause)) {
    if (socket.gone.aborted) return;
    if (batch === undefined) {
      if (finished) return;
      const current = cluster.jobs.find(id);
      if (current === undefined) return;
      finished = isTerminal(current.status);
      await pause();
      continue;
    }
    const payload = Buffer.from(batch);
    if (compressed || payload.length > MAX_FRAME) return;
    await socket.sendText(payload);
  }
}
