import type { Command } from "commander";
import type { Cli } from "../../cli.ts";
import { ExitCode } from "../../exit-code.ts";
import { jsonLine } from "../../output/json.ts";
import { rayCommand } from "./ray-command.ts";

/** `jobwire ray delete ID…`: removes ended jobs from the list. Their log files stay. */
export const deleteCommand = (cli: Cli): Command =>
  rayCommand(
    cli,
    {
      usage: "delete <ids...>",
      description: "Delete jobs that have ended; their log files stay",
      example: "jobwire ray delete train-7",
    },
    async (context) => {
      const { forEachJob } = await import("../jobs/for-each-job.ts");
      return forEachJob(context, async (id) => {
        await context.cluster.jobs.delete(id, { signal: cli.signal });
        if (context.flags.json === true) await context.print(jsonLine({ id, deleted: true }));
        else context.notices.info(`Deleted ${id}`);
        return ExitCode.succeeded;
      });
    },
  );
