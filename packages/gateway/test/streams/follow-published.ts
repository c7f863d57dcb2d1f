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
 * Follows a stream to its closing with @durable-streams/client. That client sends a failed request again, but a body that is cut ends
 * its stream; so its `fetch` here reads each body before it returns, and a cut one counts as a failed request. Over plain HTTP,
 * Chromium takes a response that was cut within its headers for a whole one without a body; its length shows it, or that it has no
 * offset. Server-sent events that are cut end its stream all the same; then this begins again at the offset of the last batch, and
 * leaves out what the stream that ended still passes on. Runs in a page too, so it uses nothing from outside itself.
 */
export const followPublished = async (task: FollowTask, open: typeof stream): Promise<Followed> => {
  const batches: Array<Uint8Array> = [];
  let offset = "-1";
  let restarts = 0;
  const whole = async (input: string | URL | Request, init?: RequestInit): Promise<Response> => {
    // Chromium would keep a response that was cut for as long as its headers allow.
    const response = await fetch(input, { ...init, cache: "no-store" });
    if (response.status !== 200 || response.headers.get("content-type") === "text/event-stream") return response;
    const body = await response.arrayBuffer();
    const length = response.headers.get("content-length");
    const cut = length !== null && Number(length) !== body.byteLength;
    if (cut || !response.headers.has("stream-next-offset")) throw new TypeError("the response was cut off");
    return new Response(body, response);
  };
  const follow = async (): Promise<void> => {
    const response = await open({ url: task.url, live: task.live, offset, warnOnHttp: false, fetch: whole });
    await new Promise<void>((resolve, reject) => {
      let ended = false;
      const fail = (failure: unknown): void => {
        ended = true;
        reject(failure);
      };
      response.subscribeBytes((batch) => {
        // A batch that waited comes after its stream has failed, too: the next stream reads it again.
        if (ended) return;
        // Without a new offset: a part of an event that was cut, which comes again, or the closing of a stream.
        if (batch.offset !== offset) {
          batches.push(batch.data);
          offset = batch.offset;
          task.onBytes?.(batch.data.length);
        }
        // The client fetches ahead: it says "closed" from then on, with batches before the last one, too.
        if (batch.streamClosed && batch.offset === response.offset) resolve();
      });
      const endedShort = (): void => fail(new Error(`the stream ended at ${offset} before it closed`));
      // After three short connections of events the client ends as if the stream had closed. It says so before its last batch, too.
      response.closed.then(() => setTimeout(endedShort, 1_000), fail);
    });
  };
  const followed = (): Promise<boolean> =>
    follow().then(
      () => true,
      () => false,
    );
  while (!(await followed())) {
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
