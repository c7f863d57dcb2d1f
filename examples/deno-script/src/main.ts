// Prints the last lines of a job's log, now or when it has ended: deno run --allow-net src/main.ts ADDRESS JOB
// It may use the network only: it reads no file and no environment, so the address is an argument.
import process from "node:process";
import { ray } from "jobwire";

const [address = "", id = "", lines = "10"] = process.argv.slice(2);
if (address === "" || id === "") {
  console.error("Pass the address of the cluster and a job's id, such as http://127.0.0.1:8265 train-7.");
  process.exit(2);
}

await using cluster = ray({ address });
const { status } = await cluster.jobs.wait(id, {
  onChange: (job) => console.error(`${id}: ${job.status}`),
});
for await (const line of cluster.jobs.tailLogs(id, { tail: Number(lines) })) console.log(line);
process.exitCode = status === "SUCCEEDED" ? 0 : 1;
