import type { Command } from "commander";
import type { Cli } from "../../cli.ts";
import { ExitCode } from "../../exit-code.ts";
import { jsonLine } from "../../output/json.ts";
import { sanitizeCell } from "../../terminal/sanitize.ts";
import { rayCommand } from "./ray-command.ts";

/** `jobwire ray version`: the cluster's Ray version. */
export const versionCommand = (cli: Cli): Command =>
  rayCommand(
    cli,
    { usage: "version", description: "Print the cluster's Ray version", example: "jobwire ray version" },
    async ({ cluster, flags, print }) => {
      const version = await cluster.version({ signal: cli.signal });
      const sanitize = cli.output.isTerminal ? sanitizeCell : (text: string) => text;
      const text = `Ray ${sanitize(version.rayVersion)} (jobs API ${sanitize(version.apiVersion)}) at ${cluster.address}\n`;
      await print(flags.json === true ? jsonLine({ ...version, address: cluster.address }) : text);
      return ExitCode.succeeded;
    },
  );
