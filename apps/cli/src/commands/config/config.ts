import { Command } from "commander";
import type { Cli } from "../../cli.ts";
import { deleteClusterCommand } from "./delete.ts";
import { getClusterCommand } from "./get.ts";
import { listClustersCommand } from "./list.ts";
import { configPathCommand } from "./path.ts";
import { setClusterCommand } from "./set.ts";
import { useClusterCommand } from "./use.ts";

const precedence = `
Which setting counts, the first that is set:
  1. a flag of the command
  2. the cluster that --cluster or JOBWIRE_CLUSTER names
  3. the environment
  4. the current cluster of the system

The token of one server never goes to another: when a flag or the environment
names another server, the current cluster counts for nothing.`;

/** `jobwire config`: named clusters with their addresses, certificates and token files. */
export const configCommands = (cli: Cli): Command => {
  const config = new Command("config").description(
    "Name clusters with their address, token file and certificates, and choose the current one of each system",
  );
  for (const make of [
    setClusterCommand,
    getClusterCommand,
    listClustersCommand,
    useClusterCommand,
    deleteClusterCommand,
    configPathCommand,
  ]) {
    config.addCommand(make(cli));
  }
  return config.addHelpText("after", precedence);
};
