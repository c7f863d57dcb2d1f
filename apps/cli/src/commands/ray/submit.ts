import type { Command } from "commander";
import type { Cli } from "../../cli.ts";
import { ExitCode } from "../../exit-code.ts";
import { followJob } from "../../follow-job.ts";
import { Interrupted } from "../../interrupts.ts";
import { nextCommand } from "../../next-command.ts";
import { jsonLine } from "../../output/json.ts";
import { listedFiles } from "../../output/listed-files.ts";
import { retryNotices } from "../../output/retry-notices.ts";
import { withSpinner } from "../../output/spinner.ts";
import { collectPair, parseAmount, parseCount, parseNumbers } from "../../settings/parse-option.ts";
import { listLocalFiles, withLocalFiles } from "../../settings/local-files.ts";
import { addPackagingOptions } from "../../settings/packaging.ts";
import { addLogOptions, logFormat } from "../jobs/log-options.ts";
import { type RayContext, rayCommand } from "./ray-command.ts";
import { type SubmitFlags, submitRequest } from "./submit-request.ts";

const runSubmit = async (context: RayContext<SubmitFlags>): Promise<ExitCode> => {
  const { cli, cluster, notices, flags, words, print } = context;
  const { signal } = cli;
  const asked = await submitRequest(flags, words, cli.wordsAfterDashes, signal);
  const id = asked.submissionId;
  const format = logFormat(flags, false);
  const next = (...command: ReadonlyArray<string>): string => nextCommand(command, [id], cluster.address, flags);

  const { runtimeEnv } = asked;
  const local = { cluster, notices, signal, environment: cli.environment, flags };
  if (flags.listFiles === true) {
    const listed = await listLocalFiles(local, runtimeEnv ?? {});
    if (listed.length === 0) notices.say("the runtime environment names no local folder or archive");
    await print(listedFiles(listed, format.format === "json", cli.output));
    return ExitCode.succeeded;
  }
  const request = {
    ...asked,
    runtimeEnv: runtimeEnv === undefined ? undefined : await withLocalFiles(local, runtimeEnv),
  };
  try {
    await withSpinner(notices, "submitting", () =>
      cluster.jobs.submit(request, { signal, onRetry: retryNotices(notices, id) }),
    );
  } catch (error) {
    if (signal.reason instanceof Interrupted) {
      notices.say(`left before the answer came; the job may have been taken: ${next("status")}`);
    }
    throw error;
  }
  notices.say(id);
  if (format.format === "json") await print(jsonLine({ id, submitted: true }));
  if (!flags.wait) return ExitCode.succeeded;

  let stopping: Promise<unknown> | undefined;
  if (flags.stopOnInterrupt === true) {
    // The tail goes on: what the job prints while it stops is shown, and its end is proven as always.
    cli.interrupts.take(() => {
      notices.say(`stopping the job; Ctrl-C again leaves it: ${next("logs", "-f")}`);
      stopping = cluster.jobs
        .stop(id, { signal })
        .catch((error: unknown) => notices.error(`the job could not be stopped: ${String(error)}`));
    });
  }
  try {
    const end = await followJob({
      jobs: cluster.jobs,
      id,
      output: cli.output,
      notices,
      signal,
      format,
      protocol: flags.protocol,
    });
    await stopping;
    if (format.format === "json") await print(jsonLine({ id, status: end.status }));
    notices.status(end.status);
    return end.exitCode;
  } catch (error) {
    if (signal.reason instanceof Interrupted)
      notices.say(`detached, the job goes on; to follow it: ${next("logs", "-f")}`);
    throw error;
  }
};

/** `jobwire ray submit -- COMMAND`: submits a job, follows its log to the proven end, and ends as the job did. */
export const submitCommand = (cli: Cli): Command =>
  addPackagingOptions(
    addLogOptions(
      rayCommand<SubmitFlags>(
        cli,
        "submit [entrypoint...]",
        "submit a job and follow it: submit … -- COMMAND",
        runSubmit,
      ),
    ),
  )
    .option("--no-wait", "end as soon as the job is submitted")
    .option("--submission-id <id>", "the id of the new job (default: made at random)")
    .option("--env <K=V>", "an environment variable of the job, repeatable", collectPair)
    .option("--metadata <K=V>", "metadata of the job, repeatable", collectPair)
    .option("--entrypoint-num-cpus <number>", "CPUs to reserve for the entrypoint", parseAmount)
    .option("--entrypoint-num-gpus <number>", "GPUs to reserve for the entrypoint", parseAmount)
    .option("--entrypoint-memory <bytes>", "memory to reserve for the entrypoint", parseCount)
    .option("--entrypoint-resources <json>", "custom resources to reserve, as a JSON object", parseNumbers)
    .option(
      "--runtime-env <file>",
      "runtime_env as JSON, or as YAML when the name ends in .yaml or .yml; - reads stdin. Local files in it are read or uploaded",
    )
    .option("--working-dir <folder>", "a folder or archive to upload and run in, or a URI that Ray can fetch")
    .option("--stop-on-interrupt", "Ctrl-C stops the job and waits for its end");
