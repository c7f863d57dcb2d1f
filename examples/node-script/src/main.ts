// Submits a job, prints its log, and succeeds only if the job does: node src/main.ts "python train.py"
import { fromEnv, isJobwireError, ray } from "jobwire";

const cluster = ray(fromEnv());
const interrupted = new AbortController();
process.once("SIGINT", () => interrupted.abort());
const { signal } = interrupted;
try {
  const job = await cluster.jobs.submit({ entrypoint: process.argv[2] ?? "echo hello" }, { signal });
  console.error(`submitted ${job.submissionId}`);
  for await (const line of job.logs({ signal })) console.log(line);
  const { status } = await job.result({ signal });
  console.error(status);
} catch (error) {
  if (!isJobwireError(error)) throw error;
  // The message has what happened and what to do. After Ctrl-C the job continues.
  console.error(error.message);
  process.exitCode = error._tag === "Aborted" ? 130 : 1;
} finally {
  await cluster.close();
}
