import type { Command } from "commander";
import type { RayCluster } from "@jobwire/core";
import type { Cli } from "../../cli.ts";
import type { ExitCode } from "../../exit-code.ts";
import { addConnectionOptions, type ConnectionFlags, openCluster } from "../../settings/connection.ts";
import { type ClientContext, clientCommand } from "../client-command.ts";

/** What a command about a cluster works with. */
export interface RayContext<Flags> extends ClientContext<Flags> {
  readonly cluster: RayCluster;
}

/** A `jobwire ray` command: its operands and options, and what it does, which gives the exit code. */
export const rayCommand = <Flags extends ConnectionFlags>(
  cli: Cli,
  usage: string,
  description: string,
  run: (context: RayContext<Flags>) => Promise<ExitCode>,
): Command =>
  clientCommand<RayCluster, Flags>(
    cli,
    { addOptions: addConnectionOptions, open: openCluster },
    usage,
    description,
    (cluster, context) => run({ cluster, ...context }),
  );
