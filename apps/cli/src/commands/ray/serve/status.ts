import type { Command } from "commander";
import type { ServeStatus } from "@jobwire/core";
import type { Cli } from "../../../cli.ts";
import { ExitCode } from "../../../exit-code.ts";
import { addShowEnvOption, type ShowEnvFlags, withHiddenEnv } from "../../../output/hide-env.ts";
import { when } from "../../../output/cells.ts";
import { jsonLine } from "../../../output/json.ts";
import type { ConnectionFlags } from "../../../settings/connection.ts";
import { rayCommand } from "../ray-command.ts";
import { rowTable } from "../state/state-commands.ts";

/** The applications as a table for a reader. */
export const applicationTable = (cli: Cli, { applications }: ServeStatus): string =>
  rowTable(
    cli,
    [
      ["APPLICATION", ({ name }) => name],
      ["STATUS", ({ status }) => status],
      ["ROUTE", ({ routePrefix }) => routePrefix],
      ["DEPLOYED", ({ deployedAtMs }) => when(deployedAtMs)],
      [
        "DEPLOYMENTS",
        ({ deployments }) =>
          deployments
            .map(
              ({ name, status, replicas, targetReplicas }) => `${name} ${status} ${replicas.length}/${targetReplicas}`,
            )
            .join(", "),
      ],
      // The last line of a traceback has the reason.
      ["MESSAGE", ({ message }) => message.trim().split("\n").at(-1)],
    ],
    applications,
  );

/** `jobwire ray serve status`. */
export const serveStatusCommand = (cli: Cli): Command =>
  addShowEnvOption(
    rayCommand<ConnectionFlags & ShowEnvFlags>(
      cli,
      { usage: "status", description: "Show the Serve applications", example: "jobwire ray serve status" },
      async ({ cluster, flags, notices, print }) => {
        const status = await cluster.serve.get({ signal: cli.signal });
        if (!status.running && flags.json !== true) notices.info("Serve is not running on this cluster");
        else await print(flags.json === true ? jsonLine(withHiddenEnv(status, flags)) : applicationTable(cli, status));
        return ExitCode.succeeded;
      },
    ),
  );
