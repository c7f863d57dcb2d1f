/**
 * rest-of-ray ADDRESS FOLDER ENTRYPOINT runs on every runtime. It uploads the folder, runs the entrypoint in it, uploads it again,
 * and reads each table, a row by its id, and Serve. Prints its results as one JSON line.
 */
import process from "node:process";
import { isJobwireError, ray, uploadWorkingDir } from "jobwire";

const [address, folder, entrypoint] = process.argv.slice(2);
if (address === undefined || folder === undefined || entrypoint === undefined)
  throw new Error("usage: rest-of-ray ADDRESS FOLDER ENTRYPOINT");

const tagOf = (error: unknown): string => (isJobwireError(error) ? error._tag : String(error));

const cluster = ray({ address });
const first = await uploadWorkingDir(cluster, folder);
const job = await cluster.jobs.submit({ entrypoint, runtimeEnv: { working_dir: first.uri } });
await job.result();
const log = await job.getLogs();
const second = await uploadWorkingDir(cluster, folder);

const { nodes, tasks, actors, workers, placementGroups, objects } = cluster;
const tables = [];
for (const table of [nodes, tasks, actors, workers, placementGroups, objects]) {
  tables.push(typeof (await table.list({ limit: 5 })).complete);
}
const [head] = (await nodes.list()).rows;
const node = await nodes.get(head?.nodeId ?? "");
const unknown = await tasks.get(`${"0".repeat(40)}01000000`).then(() => "found", tagOf);
const { running } = await cluster.serve.get();
const { ok } = await cluster.diagnose();
await cluster.close();

console.log(JSON.stringify({ log, first, second, tables, state: node.state, unknown, running, ok }));
