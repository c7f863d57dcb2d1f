import { Buffer } from "node:buffer";

/** Follows a stream with `fetch` and nothing else; after any failure it asks again from the last offset. Returns base64. */
export const followLongPoll = async (url: string, onBytes: (count: number) => void): Promise<string> => {
  const bodies: Array<Uint8Array> = [];
  let offset = "-1";
  const ask = async (): Promise<boolean> => {
    const response = await fetch(`${url}?offset=${offset}&live=long-poll`);
    if (!response.ok) throw new Error(`status ${response.status}`);
    const body = new Uint8Array(await response.arrayBuffer());
    const next = response.headers.get("stream-next-offset");
    if (next === null) throw new Error("a response without Stream-Next-Offset");
    bodies.push(body);
    offset = next;
    onBytes(body.length);
    return response.headers.get("stream-closed") === "true";
  };
  const pause = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 20));
  for (let failures = 0; ; ) {
    const closed = await ask().catch(async (error: unknown) => {
      failures += 1;
      if (failures > 5_000) throw new Error(`the stream did not close after ${failures} failures`, { cause: error });
      await pause();
      return false;
    });
    if (closed) return Buffer.concat(bodies).toString("base64");
  }
};
