import type { Command } from "commander";
import type { Cli } from "../../cli.ts";
import { ExitCode } from "../../exit-code.ts";
import { jsonLine } from "../../output/json.ts";
import { rayCommand } from "./ray-command.ts";

/** `jobwire ray delete ID`: removes an ended job from the list. Its log file stays. */
export const deleteCommand = (cli: Cli): Command =>
  rayCommand(
    cli,
    {
      usage: "delete <id>",
      description: "Delete a job that has ended; its log file stays",
      example: "jobwire ray delete train-7",
    },
    async ({ cluster, notices, flags, operands, print }) => {
      const id = operands[0] ?? "";
      await cluster.jobs.delete(id, { signal: cli.signal });
      if (flags.json === true) await print(jsonLine({ id, deleted: true }));
      else notices.info(`Deleted ${id}`);
      return ExitCode.succeeded;
    },
  );
