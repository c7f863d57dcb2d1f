import type { Command } from "commander";
import type { RayJob } from "@jobwire/core";
import type { Cli } from "../../cli.ts";
import { type ExitCode, exitCodeOfStatus, gravestExitCode } from "../../exit-code.ts";
import { firstContact } from "../../first-contact.ts";
import { sayMessage } from "../../follow-job.ts";
import { jobName } from "../../output/job-table.ts";
import { jsonLine } from "../../output/json.ts";
import { withSpinner } from "../../output/spinner.ts";
import { report } from "../../report.ts";
import type { ConnectionFlags } from "../../settings/connection.ts";
import { parseAmount } from "../../settings/parse-option.ts";
import { rayCommand } from "./ray-command.ts";

interface WaitFlags extends ConnectionFlags {
  readonly timeout?: number;
}

const secondsShown = (delayMs: number): string => (delayMs / 1000).toFixed(1);

/** `jobwire ray wait ID…`: waits until every job has ended; the exit code is the gravest of theirs. */
export const waitCommand = (cli: Cli): Command =>
  rayCommand<WaitFlags>(
    cli,
    "wait <ids...>",
    "wait until the jobs have ended",
    async ({ cluster, notices, flags, words, print }) => {
      const { signal } = cli;
      const json = flags.json === true;
      await firstContact(cluster, words, signal);
      const ended = new Map<string, RayJob>();
      const waitForOne = async (id: string): Promise<ExitCode> => {
        try {
          const job = await cluster.jobs.wait(id, {
            signal,
            timeoutMs: flags.timeout === undefined ? undefined : flags.timeout * 1000,
            onRetry: (error, delayMs) =>
              notices.verbose || delayMs >= 1_000
                ? notices.aside(`${id}: ${error.message}; trying again in ${secondsShown(delayMs)} s`)
                : undefined,
          });
          ended.set(id, job);
          sayMessage(notices, job.status, job.message, words.length > 1 ? id : undefined);
          if (!json) notices.status(job.status, words.length > 1 ? jobName(job) : undefined);
          return exitCodeOfStatus(job.status);
        } catch (error) {
          return report(error, signal, notices, json);
        }
      };
      const what = words.length === 1 ? (words[0] ?? "") : `${words.length} jobs`;
      const codes = await withSpinner(notices, `waiting for ${what}`, (progress) =>
        Promise.all(
          words.map(async (id) => {
            const code = await waitForOne(id);
            progress.update(`waiting for ${what} (${ended.size} ended)`);
            return code;
          }),
        ),
      );
      if (json) await print(jsonLine(words.flatMap((id) => ended.get(id) ?? [])));
      return gravestExitCode(codes);
    },
  ).option("--timeout <seconds>", "wait no longer than this (exit code 124)", parseAmount);
