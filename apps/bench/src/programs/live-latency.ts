/**
 * live-latency ADDRESS ID bare|auto|websocket|http follows a job whose lines are the nanoseconds at which it printed them, and prints the
 * median and the 95th percentile of the milliseconds until each line arrived.
 */
import process from "node:process";
import { ray } from "jobwire";
import WebSocket from "ws";
import { quantile } from "../statistics/quantile.ts";

const [address = "", id = "", way] = process.argv.slice(2);
const delays: Array<number> = [];
const onLine = (line: string): void => {
  if (/^\d{19}$/.test(line)) delays.push(Date.now() - Number(line.slice(0, 13)));
};
if (way === "bare") {
  const socket = new WebSocket(`${address.replace("http", "ws")}/api/jobs/${id}/logs/tail`, {
    perMessageDeflate: false,
  });
  socket.on("message", (data: Buffer) => {
    for (const line of data.toString().split("\n")) onLine(line);
  });
  await new Promise((resolve) => socket.on("close", resolve));
} else {
  await using cluster = ray({ address });
  for await (const line of cluster.jobs.tailLogs(id, { protocol: way as "auto" | "websocket" | "http" })) onLine(line);
}
console.log(JSON.stringify({ lines: delays.length, p50: quantile(delays, 0.5), p95: quantile(delays, 0.95) }));
