import { Command } from "commander";
import type { RayCluster } from "@jobwire/core";
import type { Cli } from "../../cli.ts";
import type { ExitCode } from "../../exit-code.ts";
import { type Notices, openNotices } from "../../output/notices.ts";
import { report } from "../../report.ts";
import { addConnectionOptions, type ConnectionFlags, openCluster } from "../../settings/connection.ts";

/** What a command about a cluster works with. */
export interface RayContext<Flags> {
  readonly cli: Cli;
  readonly cluster: RayCluster;
  readonly notices: Notices;
  readonly flags: Flags;
  /** The command's operands. */
  readonly words: ReadonlyArray<string>;
  /** Writes to stdout. */
  readonly print: (text: string) => Promise<void>;
}

/** A `jobwire ray` command: its operands and options, and what it does, which gives the exit code. */
export const rayCommand = <Flags extends ConnectionFlags>(
  cli: Cli,
  usage: string,
  description: string,
  run: (context: RayContext<Flags>) => Promise<ExitCode>,
): Command => {
  const command = addConnectionOptions(new Command(usage.split(" ")[0]).description(description));
  const operands = usage.split(" ").slice(1).join(" ");
  if (operands !== "") command.arguments(operands);
  return command.action(async () => {
    const flags = command.opts<Flags>();
    const notices = openNotices(process.stderr, flags.verbose === true);
    try {
      await using cluster = await openCluster(flags, cli.environment);
      cli.exitCode = await run({
        cli,
        cluster,
        notices,
        flags,
        words: command.args,
        print: (text) => cli.output.write(text, cli.signal),
      });
    } catch (error) {
      cli.exitCode = report(error, cli.signal, notices, flags.json === true);
    }
  });
};
