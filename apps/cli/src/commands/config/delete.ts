import type { Command } from "commander";
import type { Cli } from "../../cli.ts";
import { configCommand } from "./config-command.ts";
import { knownCluster } from "./known-cluster.ts";

/** `jobwire config delete NAME…`: removes clusters, all or none of them. */
export const deleteClusterCommand = (cli: Cli): Command =>
  configCommand(
    cli,
    {
      usage: "delete <names...>",
      description: "Delete clusters from the configuration",
      example: "jobwire config delete old",
    },
    async ({ change, operands, notices }) => {
      await change((before) => {
        for (const name of operands) knownCluster(before, name);
        const clusters = new Map([...before.clusters].filter(([name]) => !operands.includes(name)));
        const current = Object.entries(before.current).filter(([, name]) => !operands.includes(name));
        return { clusters, current: Object.fromEntries(current) };
      });
      notices.info(`Deleted ${operands.join(", ")}`);
    },
  );
