/**
 * submit-follow-stop ADDRESS ENTRYPOINT runs on every runtime, as a user's program would. It submits a job, follows it to its end and
 * waits for it, then starts another job and stops it. Prints its results as one JSON line.
 */
import process from "node:process";
import { ray } from "jobwire";

const [address, entrypoint] = process.argv.slice(2);
if (address === undefined || entrypoint === undefined) throw new Error("usage: submit-follow-stop ADDRESS ENTRYPOINT");

const cluster = ray({ address });
const job = await cluster.jobs.submit({ entrypoint });
const lines: Array<string> = [];
for await (const line of job.logs()) lines.push(line);
const { status } = await job.wait();

const endless = await cluster.jobs.submit({ entrypoint: "echo begun; exec sleep 600" });
for await (const line of endless.logs()) if (line === "begun") break;
const stop = await endless.stop();
const { status: stopped } = await endless.wait();
await cluster.close();

console.log(JSON.stringify({ submissionId: job.submissionId, lines, status, stop, stopped }));
