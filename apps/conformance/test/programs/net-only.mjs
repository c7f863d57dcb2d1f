// Run by Deno with only `--allow-net` for the server's address: submits a job, follows it by WebSocket, waits.
import { agent, ray, reasoner } from "@jobwire/deno";

const cluster = ray({ address: Deno.args[0] });
const job = await cluster.jobs.submit({ entrypoint: "echo one; sleep 1; echo two" });
const sources = new Set();
const lines = [];
for await (const line of job.logs({ protocol: "websocket", onStatus: (status) => sources.add(status.source) })) {
  lines.push(line);
}
const { status } = await job.wait();
await cluster.close();
const clients = [agent, reasoner].map((client) => typeof client);
console.log(JSON.stringify({ lines, status, sources: [...sources], clients }));
