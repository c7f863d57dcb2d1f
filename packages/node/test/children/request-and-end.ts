/**
 * Does one thing with the adapter against `url` and prints when it is done; the process must then end by itself. When it ends, it
 * prints how long that took.
 */
import { writeSync } from "node:fs";
import { nodeAdapter } from "../../src/adapter.ts";

const [what = "", url = ""] = process.argv.slice(2);
const ends = new AbortController();
const get = (signal = ends.signal) => nodeAdapter.request({ url, method: "GET", headers: {}, signal });
const ignore = (): void => {};

const actions: Readonly<Record<string, () => Promise<void>>> = {
  request: async () => {
    for await (const chunk of (await get()).body) void chunk;
  },
  "abort before the head": async () => {
    const answer = get().catch(ignore);
    setTimeout(() => ends.abort(), 50);
    await answer;
  },
  "abort in the body": async () => {
    const body = (await get()).body[Symbol.asyncIterator]();
    await body.next();
    ends.abort();
    await body.next().catch(ignore);
  },
  return: async () => {
    for await (const chunk of (await get()).body) {
      void chunk;
      break;
    }
  },
  socket: async () => {
    const socket = await nodeAdapter.openSocket!({
      url: url.replace("http", "ws"),
      headers: {},
      maxMessageBytes: 1024,
      highWaterBytes: () => 1024,
      signal: ends.signal,
    });
    await socket.pull();
    socket.destroy();
  },
};
await actions[what]!();
const done = performance.now();
process.on("exit", () => writeSync(1, `${Math.round(performance.now() - done)}\n`));
