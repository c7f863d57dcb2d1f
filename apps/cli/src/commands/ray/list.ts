import type { Command } from "commander";
import type { Cli } from "../../cli.ts";
import { addLimitOption, addListOptions, type ListFlags } from "../../list/list-options.ts";
import { addShowEnvOption, type ShowEnvFlags } from "../../output/hide-env.ts";
import type { ConnectionFlags } from "../../settings/connection.ts";
import { rayCommand } from "./ray-command.ts";

type Flags = ConnectionFlags & ShowEnvFlags & ListFlags;

const filterKeys = { fields: ["id", "type"], texts: ["entrypoint", "message"], metadata: true };

/** `jobwire ray list`: the jobs of the cluster. */
export const listCommand = (cli: Cli): Command =>
  addLimitOption(
    addListOptions(
      addShowEnvOption(
        rayCommand<Flags>(
          cli,
          {
            usage: "list",
            description: "List the cluster's jobs, newest first",
            example: "jobwire ray list --status FAILED,RUNNING --since 2h --limit 20",
          },
          async (context) => (await import("./run-list.ts")).runList(context),
        ),
      ),
      filterKeys,
    ),
  );
