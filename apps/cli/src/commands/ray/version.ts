import type { Command } from "commander";
import type { Cli } from "../../cli.ts";
import { ExitCode } from "../../exit-code.ts";
import { jsonLine } from "../../output/json.ts";
import { harmlessCell } from "../../terminal/harmless.ts";
import { rayCommand } from "./ray-command.ts";

/** `jobwire ray version`: the cluster's Ray version. */
export const versionCommand = (cli: Cli): Command =>
  rayCommand(cli, "version", "print the cluster's Ray version", async ({ cluster, flags, print }) => {
    const version = await cluster.version({ signal: cli.signal });
    const fit = cli.output.isTerminal ? harmlessCell : (text: string) => text;
    const text = `Ray ${fit(version.rayVersion)} (jobs API ${fit(version.apiVersion)}) at ${cluster.address}\n`;
    await print(flags.json === true ? jsonLine({ ...version, address: cluster.address }) : text);
    return ExitCode.succeeded;
  });
