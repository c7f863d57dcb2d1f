import type { Command } from "commander";
import type { RayJob } from "@jobwire/core";
import type { Cli } from "../../cli.ts";
import { ExitCode } from "../../exit-code.ts";
import { addShowEnvOption, type ShowEnvFlags, withHiddenEnv } from "../../output/hide-env.ts";
import { jobName, took, when } from "../../output/cells.ts";
import { plainTable } from "../../output/plain-table.ts";
import { maxShownDepth, jsonText } from "@jobwire/core/adapter-parts";
import { jsonLine } from "../../output/json.ts";
import { sanitizeText } from "../../terminal/sanitize.ts";
import type { ConnectionFlags } from "../../settings/connection.ts";
import { rayCommand } from "./ray-command.ts";

const rows = (job: RayJob, now: number): ReadonlyArray<readonly [string, string]> => [
  ["id", jobName(job)],
  ["type", job.type],
  ["status", job.status],
  ["entrypoint", job.entrypoint],
  ["submitted", when(job.startTimeMs)],
  ["ended", when(job.endTimeMs)],
  ["took", took(job, now)],
  ["message", job.message ?? ""],
  ["error type", job.errorType ?? ""],
  ["exit code", job.driverExitCode === null ? "" : String(job.driverExitCode)],
  ["Ray job id", job.jobId ?? ""],
  ["driver node", job.driverNodeId ?? ""],
  ["metadata", job.metadata === null ? "" : jsonText(job.metadata, maxShownDepth)],
  ["runtime env", job.runtimeEnv === null ? "" : jsonText(job.runtimeEnv, maxShownDepth)],
];

/** `jobwire ray get ID`: all fields of one job. */
export const getCommand = (cli: Cli): Command =>
  addShowEnvOption(
    rayCommand<ConnectionFlags & ShowEnvFlags>(
      cli,
      { usage: "get <id>", description: "Show one job", example: "jobwire ray get train-7" },
      async ({ cluster, flags, operands, print }) => {
        const job = withHiddenEnv(await cluster.jobs.get(operands[0] ?? "", { signal: cli.signal }), flags);
        const sanitize = cli.output.isTerminal ? sanitizeText : (text: string) => text;
        const table = (): string =>
          plainTable(
            rows(job, Date.now())
              .filter(([, value]) => value !== "")
              .map(([name, value]) => [name, sanitize(value).trimEnd()]),
          );
        await print(flags.json === true ? jsonLine(job) : table());
        return ExitCode.succeeded;
      },
    ),
  );
