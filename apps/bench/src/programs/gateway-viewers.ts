/**
 * gateway-viewers LOG_URL VIEWERS FILE: viewers of one log, each tenth by long-poll and the others by server-sent events, and one more
 * that reads nothing. FILE has the first part of the log; after it each line is `NUMBER MILLISECONDS`, the time of its print. Prints
 * `followed` when all have that part, and the delays at the end.
 */
import { readFile } from "node:fs/promises";
import { connect } from "node:net";
import process from "node:process";
import { quantile } from "../statistics/quantile.ts";
import { GatewayViewer } from "./gateway-viewer.ts";

const [url = "", count = "", file = ""] = process.argv.slice(2);
const viewers = Number(count);
const log = await readFile(file);
const delays: Array<number> = [];
let followed = 0;

const { hostname, port, pathname } = new URL(url);
const idle = connect(Number(port), hostname);
idle.on("error", () => undefined);
idle.write(`GET ${pathname}?offset=-1&live=sse HTTP/1.1\r\nHost: ${hostname}:${port}\r\n\r\n`);
idle.pause();

const began = performance.now();
const ends = await Promise.all(
  Array.from({ length: viewers }, async (_, nth) => {
    let expected = 0;
    const viewer = new GatewayViewer({
      url,
      live: nth % 10 === 0 ? "long-poll" : "sse",
      log,
      onLog() {
        followed += 1;
        if (followed === viewers) console.log("followed");
      },
      onLine(line) {
        const [number, printedAt] = line.split(" ").map(Number);
        if (number !== expected) throw new Error(`line ${line} came instead of number ${expected}`);
        expected += 1;
        delays.push(performance.timeOrigin + performance.now() - (printedAt ?? Number.NaN));
      },
    });
    const bytes = await viewer.follow();
    if (bytes < log.length) throw new Error(`a viewer got ${bytes} of ${log.length} bytes`);
    return { bytes, lines: expected };
  }),
);
idle.destroy();
const same = ends.every(({ bytes, lines }) => bytes === ends[0]?.bytes && lines === ends[0]?.lines);
console.log(
  JSON.stringify({
    same,
    lines: ends[0]?.lines,
    bytes: ends[0]?.bytes,
    p50: quantile(delays, 0.5),
    p95: quantile(delays, 0.95),
    endMs: performance.now() - began,
  }),
);
