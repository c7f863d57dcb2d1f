// A step of a CI workflow: node src/main.ts -- python train.py. It submits the command as a job, prints the job's log, and ends with
// the job's exit code. When CI cancels the step, it stops the job.
import { appendFileSync } from "node:fs";
import { fromEnv, isJobwireError, ray } from "jobwire";

const [separator, ...command] = process.argv.slice(2);
if (separator !== "--" || command.length === 0) {
  console.error("Pass the command of the job after --, such as: node src/main.ts -- python train.py");
  process.exit(2);
}
/** For a POSIX shell, which Ray runs the entrypoint with. */
const quoted = (word: string): string => (/^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`);

const cluster = ray(fromEnv());
const cancelled = new AbortController();
for (const name of ["SIGINT", "SIGTERM"] as const) process.on(name, () => cancelled.abort());
const { signal } = cancelled;
let submissionId: string | undefined;
try {
  const { GITHUB_RUN_ID: run, GITHUB_RUN_ATTEMPT: attempt, GITHUB_REPOSITORY: repository } = process.env;
  const job = await cluster.jobs.submit(
    {
      entrypoint: command.map(quoted).join(" "),
      // Whoever sees the job on the cluster finds the run that started it.
      metadata: {
        ...(repository === undefined ? {} : { repository }),
        ...(run === undefined ? {} : { run: `${run}/${attempt}` }),
      },
    },
    { signal },
  );
  ({ submissionId } = job);
  console.error(`submitted ${submissionId}`);
  for await (const line of job.logs({ signal })) console.log(line);
  const end = await job.wait({ signal });
  const summary = `${submissionId}: ${end.status}`;
  console.error(summary);
  const summaryFile = process.env["GITHUB_STEP_SUMMARY"] ?? "";
  if (summaryFile !== "") appendFileSync(summaryFile, `Ray job \`${submissionId}\`: **${end.status}**\n`);
  // A signal that ended the job shows as a negative number.
  const code = end.driverExitCode ?? 1;
  process.exitCode = end.status === "SUCCEEDED" ? 0 : code > 0 ? code : 1;
} catch (error) {
  if (!isJobwireError(error)) throw error;
  console.error(error.message);
  process.exitCode = 1;
  if (error._tag === "Aborted" && submissionId !== undefined) {
    // Runners kill a step some seconds after they cancel it.
    const { status } = await cluster.jobs.stop(submissionId, { wait: true, timeoutMs: 5000 }).then(
      () => cluster.jobs.get(submissionId ?? ""),
      () => ({ status: "unknown" }),
    );
    console.error(`cancelled: the job is ${status}`);
    process.exitCode = 130;
  }
} finally {
  await cluster.close();
}
