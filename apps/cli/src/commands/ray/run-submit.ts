import type { SubmitRequest } from "@jobwire/core";
import { ExitCode } from "../../exit-code.ts";
import { followJob } from "../../follow-job.ts";
import { followAgain } from "../../follow-again.ts";
import { detachable } from "../../detach.ts";
import { Interrupted } from "../../interrupts.ts";
import { openLogTarget } from "../../log-files/log-target.ts";
import { nextCommand } from "../../next-command.ts";
import type { LogFormat } from "../../output/log-printer.ts";
import { jsonLine } from "../../output/json.ts";
import { retryNotices } from "../../output/retry-notices.ts";
import { withSpinner } from "../../output/spinner.ts";
import { report } from "../../report.ts";
import { withLocalFiles } from "../../settings/local-files.ts";
import { logFormat } from "../jobs/log-format.ts";
import { printListedFiles } from "./print-listed-files.ts";
import type { RayContext } from "./ray-command.ts";
import type { SubmitFlags } from "./submit-options.ts";
import { submitRequest } from "./submit-request.ts";

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
  format: LogFormat,
): Promise<ExitCode> => {
  const { signal } = cli;
  using target = openLogTarget(id, undefined, format, cli);
  const json = format.format === "json";
  const request = { jobs: cluster.jobs, id, ...target, notices, signal, json, protocol: flags.protocol };
  const again = next("logs", "-f");
  let hasEnded = false;
  const followed = {
    cli,
    notices,
    flags,
    running: () => (hasEnded ? [] : [id]),
    stop: () => cluster.jobs.stop(id, { signal }),
    goOn: () => [`To follow again: ${again}`],
    stopCommand: () => next("stop"),
  };
  try {
    const end = await detachable(followed, async () => {
      const followEnd = await followJob(request);
      hasEnded = true;
      return followEnd;
    });
    if (json) await print(jsonLine({ id, status: end.status }));
    notices.status(end.status);
    return end.exitCode;
  } catch (error) {
    const advice = signal.aborted ? undefined : followAgain(error, again);
    if (advice === undefined) throw error;
    const code = report(error, signal, notices, json);
    notices.info(advice);
    return code;
  }
};

/** Submits the job that the command line describes, and follows its log unless the user wants only its id. */
export const runSubmit = async (context: RayContext<SubmitFlags>): Promise<ExitCode> => {
  const { cli, cluster, notices, flags, operands, print } = context;
  const { signal } = cli;
  const described = await submitRequest(flags, operands, cli.operandsAfterDashes, signal);
  const { submissionId: id, runtimeEnv } = described;
  const format = logFormat(flags, false);
  const json = format.format === "json";
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
  // The log is on stdout, so the id is there only when no log follows it: ID=$(jobwire ray submit --no-wait -- COMMAND).
  if (flags.wait) {
    notices.info(id);
    await notices.flush();
  }
  const { entrypoint, metadata } = described;
  if (json) await print(jsonLine({ id, submitted: true, address: cluster.address, entrypoint, metadata }));
  else if (!flags.wait) await print(`${id}\n`);
  if (flags.wait) return follow(context, submission, format);
  notices.info(`To follow its log: ${submission.next("logs", "-f")}`);
  return ExitCode.succeeded;
};
