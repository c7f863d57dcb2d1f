import type { Command } from "commander";
import type { SubmitRequest } from "@jobwire/core";
import type { Cli } from "../../cli.ts";
import { ExitCode } from "../../exit-code.ts";
import { followJob } from "../../follow-job.ts";
import { Interrupted } from "../../interrupts.ts";
import { jsonLine } from "../../output/json.ts";
import { withSpinner } from "../../output/spinner.ts";
import { reattachCommand } from "../../reattach.ts";
import { collectPair, parseAmount, parseCount, parseNumbers, UsageError } from "../../settings/parse-option.ts";
import { runtimeEnv } from "../../settings/runtime-env.ts";
import { shellWords } from "../../shell-words.ts";
import { addLogOptions, type LogFlags, logFormat } from "./log-options.ts";
import { type RayContext, rayCommand } from "./ray-command.ts";

interface SubmitFlags extends LogFlags {
  readonly wait: boolean;
  readonly submissionId?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly metadata?: Readonly<Record<string, string>>;
  readonly entrypointNumCpus?: number;
  readonly entrypointNumGpus?: number;
  readonly entrypointMemory?: number;
  readonly entrypointResources?: Readonly<Record<string, number>>;
  readonly runtimeEnv?: string;
  readonly stopOnInterrupt?: boolean;
}

const entrypointOf = (words: ReadonlyArray<string>, wordsAfterDashes: number): string => {
  if (words.length === 0) throw new UsageError("give the entrypoint after `--`: jobwire ray submit -- python train.py");
  if (words.length !== wordsAfterDashes) throw new UsageError("the entrypoint stands after `--`, all of it");
  // One word is a command line already (`-- 'a && b'`); several are words, which /bin/sh must see as they are.
  return words.length === 1 ? (words[0] ?? "") : shellWords(words);
};

const requestOf = async ({ cli, flags, words }: RayContext<SubmitFlags>): Promise<SubmitRequest> => ({
  entrypoint: entrypointOf(words, cli.wordsAfterDashes),
  submissionId: flags.submissionId,
  runtimeEnv: await runtimeEnv(flags.runtimeEnv, flags.env),
  metadata: flags.metadata,
  entrypointNumCpus: flags.entrypointNumCpus,
  entrypointNumGpus: flags.entrypointNumGpus,
  entrypointMemory: flags.entrypointMemory,
  entrypointResources: flags.entrypointResources,
});

const runSubmit = async (context: RayContext<SubmitFlags>): Promise<ExitCode> => {
  const { cli, cluster, notices, flags, print } = context;
  const { signal } = cli;
  const request = await requestOf(context);
  const format = logFormat(flags, false);
  const job = await withSpinner(notices, "submitting", () => cluster.jobs.submit(request, { signal }));
  const id = job.submissionId;
  notices.say(id);
  if (format.format === "json") await print(jsonLine({ id, submitted: true }));
  if (!flags.wait) return ExitCode.succeeded;

  let stopping: Promise<unknown> | undefined;
  if (flags.stopOnInterrupt === true) {
    // The tail goes on: what the job prints while it stops is shown, and its end is proven as always.
    cli.interrupts.take(() => {
      notices.say("stopping the job; press Ctrl-C again to leave it");
      stopping = job.stop({ wait: true, signal });
      stopping.catch(() => undefined); // Awaited below; here it only must not count as unhandled.
    });
  }
  try {
    const end = await followJob({
      cluster,
      id,
      output: cli.output,
      notices,
      signal,
      format,
      protocol: flags.protocol,
      follow: true,
    });
    await stopping;
    const status = end?.status ?? (await job.status({ signal })).status;
    if (format.format === "json") await print(jsonLine({ id, status }));
    notices.status(status);
    return end?.exitCode ?? ExitCode.unknown;
  } catch (error) {
    if (signal.reason instanceof Interrupted) {
      notices.say(`detached, the job goes on; to go on: ${reattachCommand([id], cluster.address, flags)}`);
    }
    throw error;
  }
};

/** `jobwire ray submit -- COMMAND`: submits a job, follows its log to the proven end, and ends as the job did. */
export const submitCommand = (cli: Cli): Command =>
  addLogOptions(
    rayCommand<SubmitFlags>(
      cli,
      "submit [entrypoint...]",
      "submit a job and follow it: submit … -- COMMAND",
      runSubmit,
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
    .option("--runtime-env <file>", "runtime_env as JSON, or as YAML when the name ends in .yaml or .yml")
    .option("--stop-on-interrupt", "Ctrl-C stops the job and waits for its end");
