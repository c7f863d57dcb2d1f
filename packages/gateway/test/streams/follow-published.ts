import type { stream } from "@durable-streams/client";

/** How the published client follows. */
export interface FollowTask {
  readonly url: string;
  readonly live: "long-poll" | "sse";
  /** Called with the size of each batch. */
  readonly onBytes?: (count: number) => void;
}

/** What it got. */
export interface Followed {
  /** The bytes as base64, so that a page can return them. */
  readonly base64: string;
  /** How often it began again, after its stream failed. */
  readonly restarts: number;
}

/**
 * Follows a stream to its closing with @durable-streams/client. That client sends a request again, but a body that is cut ends its
 * stream; so this begins again at the offset of the last batch, as its users do. Runs in a page too, so it uses nothing from outside
 * itself.
 */
export const followPublished = async (task: FollowTask, open: typeof stream): Promise<Followed> => {
  const batches: Array<Uint8Array> = [];
  let offset = "-1";
  let restarts = 0;
  const follow = async (): Promise<boolean> => {
    const response = await open({ url: task.url, live: task.live, offset, warnOnHttp: false });
    let closed = false;
    response.subscribeBytes((batch) => {
      batches.push(batch.data);
      offset = batch.offset;
      closed = batch.streamClosed;
      task.onBytes?.(batch.data.length);
    });
    await response.closed;
    return closed;
  };
  while (!(await follow().catch(() => false))) {
    restarts += 1;
    if (restarts > 10_000) throw new Error(`the stream did not close after ${restarts} restarts at ${offset}`);
  }
  const size = batches.reduce((sum, { length }) => sum + length, 0);
  const all = new Uint8Array(size);
  let at = 0;
  for (const batch of batches) {
    all.set(batch, at);
    at += batch.length;
  }
  let binary = "";
  for (let start = 0; start < size; start += 8192) binary += String.fromCharCode(...all.subarray(start, start + 8192));
  return { base64: btoa(binary), restarts };
};
