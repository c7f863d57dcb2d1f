import type { SubmitRequest } from "@jobwire/core";
import type { Command } from "commander";
import type { Cli } from "../../cli.ts";
import { ExitCode } from "../../exit-code.ts";
import { followJob } from "../../follow-job.ts";
import { followAgain } from "../../follow-again.ts";
import { Interrupted } from "../../interrupts.ts";
import { nextCommand } from "../../next-command.ts";
import { jsonLine } from "../../output/json.ts";
import { retryNotices } from "../../output/retry-notices.ts";
import { withSpinner } from "../../output/spinner.ts";
import { report } from "../../report.ts";
import { withLocalFiles } from "../../settings/local-files.ts";
import { addPackagingOptions } from "../../settings/packaging.ts";
import { collectPair, parseAmount, parseCount, parseNumbers } from "../../settings/parse-option.ts";
import { addLogOptions, logFormat } from "../jobs/log-options.ts";
import { printListedFiles } from "./print-listed-files.ts";
import { type RayContext, rayCommand } from "./ray-command.ts";
import { type SubmitFlags, submitRequest } from "./submit-request.ts";

/** A submission and the command lines that a user may run on it next. */
interface Submission {
  readonly request: SubmitRequest & { readonly submissionId: string };
  readonly next: (...command: ReadonlyArray<string>) => string;
}

const submit = async (
  { cli, cluster, notices }: RayContext<SubmitFlags>,
  { request, next }: Submission,
): Promise<void> => {
  const { signal } = cli;
  try {
    await withSpinner(notices, "submitting", () =>
      cluster.jobs.submit(request, { signal, onRetry: retryNotices(notices, request.submissionId) }),
    );
  } catch (error) {
    if (signal.reason instanceof Interrupted) {
      notices.info(`Interrupted before Ray responded. Ray may have accepted the job. To check: ${next("status")}`);
    }
    throw error;
  }
};

const follow = async (
  { cli, cluster, notices, flags, print }: RayContext<SubmitFlags>,
  { request: { submissionId: id }, next }: Submission,
): Promise<ExitCode> => {
  const { output, signal } = cli;
  const format = logFormat(flags, false);
  let stopping: Promise<unknown> | undefined;
  if (flags.stopOnInterrupt === true) {
    // The tail continues: it prints the lines that the job writes while it stops, and proves the end as always.
    cli.interrupts.handleFirst(() => {
      notices.info(`Stopping the job. Press Ctrl-C again to leave it running. To follow again: ${next("logs", "-f")}`);
      stopping = cluster.jobs
        .stop(id, { signal })
        .catch((error: unknown) =>
          notices.error(`The job was not stopped: ${String(error)}\nTo try again: ${next("stop")}`),
        );
    });
  }
  try {
    const end = await followJob({
      jobs: cluster.jobs,
      id,
      output,
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
      notices.info(`Detached. The job continues. To follow again: ${next("logs", "-f")}`);
    const again = signal.aborted ? undefined : followAgain(error, next("logs", "-f"));
    if (again === undefined) throw error;
    const code = report(error, signal, notices, format.format === "json");
    notices.info(again);
    return code;
  }
};

const runSubmit = async (context: RayContext<SubmitFlags>): Promise<ExitCode> => {
  const { cli, cluster, notices, flags, operands, print } = context;
  const { signal } = cli;
  const described = await submitRequest(flags, operands, cli.operandsAfterDashes, signal);
  const { submissionId: id, runtimeEnv } = described;
  const json = logFormat(flags, false).format === "json";
  const local = { cluster, notices, signal, environment: cli.environment, flags };
  if (flags.listFiles === true) {
    await printListedFiles(local, [runtimeEnv ?? {}], json, cli.output, print);
    return ExitCode.succeeded;
  }
  const submission: Submission = {
    request: {
      ...described,
      runtimeEnv: runtimeEnv === undefined ? undefined : await withLocalFiles(local, runtimeEnv),
    },
    next: (...command) => nextCommand(command, [id], cluster.address, flags),
  };
  await submit(context, submission);
  notices.info(id);
  if (json) await print(jsonLine({ id, submitted: true }));
  return flags.wait ? follow(context, submission) : ExitCode.succeeded;
};

/** `jobwire ray submit -- COMMAND`: submits a job, follows its log to the proven end, and exits with the job's exit code. */
export const submitCommand = (cli: Cli): Command =>
  addPackagingOptions(
    addLogOptions(
      rayCommand<SubmitFlags>(
        cli,
        {
          usage: "submit [entrypoint...]",
          description: "Submit a job and follow its log; pass the command after --",
          example: "jobwire ray submit --working-dir . -- python train.py",
        },
        runSubmit,
      ),
    ),
  )
    .option("--no-wait", "Return right after submitting; don't follow the log")
    .option("--submission-id <id>", "Id of the new job (default: a random id)")
    .option("--env <K=V>", "Set an environment variable of the job; repeatable", collectPair)
    .option("--metadata <K=V>", "Set a metadata entry of the job; repeatable", collectPair)
    .option("--entrypoint-num-cpus <number>", "Reserve this many CPUs for the entrypoint", parseAmount)
    .option("--entrypoint-num-gpus <number>", "Reserve this many GPUs for the entrypoint", parseAmount)
    .option("--entrypoint-memory <bytes>", "Reserve this much memory for the entrypoint", parseCount)
    .option("--entrypoint-resources <json>", "Reserve custom resources, as a JSON object of numbers", parseNumbers)
    .option(
      "--runtime-env <file>",
      "Read the runtime_env from a JSON file, a .yaml or .yml file, or stdin with -; Jobwire reads or uploads local files in it",
    )
    .option(
      "--working-dir <folder>",
      "Upload this folder or archive and run the job in it; or a URI that Ray can fetch",
    )
    .option("--stop-on-interrupt", "Stop the job on Ctrl-C and wait until it has ended");
