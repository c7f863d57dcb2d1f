import type { Command } from "commander";
import type { Cli } from "../../cli.ts";
import type { ConnectionFlags } from "../../settings/connection.ts";
import { addOpenOptions, type OpenFlags, openPage } from "../open-page.ts";
import { rayCommand } from "./ray-command.ts";

/** `jobwire ray open [ID]`: the dashboard's page of the cluster or of a job. */
export const openCommand = (cli: Cli): Command =>
  addOpenOptions(
    rayCommand<ConnectionFlags & OpenFlags>(
      cli,
      {
        usage: "open [id]",
        description: "Open the dashboard's page of the cluster or of a job",
        example: ["jobwire ray open", "jobwire ray open train-7", "jobwire ray open train-7 --print"],
      },
      async ({ cluster, flags, operands, notices, print }) => {
        const [id] = operands;
        if (id === undefined) {
          return openPage({ own: `${cluster.address}/`, inConsole: "/systems/ray" }, flags, cli, notices, print);
        }
        // The dashboard shows an empty page for a job that it does not have.
        await cluster.jobs.get(id, { signal: cli.signal });
        const part = encodeURIComponent(id);
        const pages = { own: `${cluster.address}/#/jobs/${part}`, inConsole: `/jobs/ray/${part}` };
        return openPage(pages, flags, cli, notices, print);
      },
    ),
  );
