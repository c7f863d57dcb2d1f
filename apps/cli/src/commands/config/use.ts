import type { Command } from "commander";
import { Option } from "commander";
import type { Cli } from "../../cli.ts";
import { type ProfileSystem, profileSystems } from "../../profiles/profile.ts";
import { UsageError } from "../../settings/parse-option.ts";
import { configCommand } from "./config-command.ts";
import { knownCluster } from "./known-cluster.ts";

/** `jobwire config use NAME`: makes a cluster the current one of its system. */
export const useClusterCommand = (cli: Cli): Command =>
  configCommand<{ readonly none?: ProfileSystem }>(
    cli,
    {
      usage: "use [name]",
      description: "Make a cluster the current one of its system",
      example: ["jobwire config use prod", "jobwire config use --none ray"],
    },
    async ({ change, flags, operands, notices }) => {
      const [name] = operands;
      if ((name === undefined) === (flags.none === undefined)) {
        throw new UsageError("Name the cluster to use, or pass --none with the system that shall have no current one.");
      }
      await change((before) => {
        if (name === undefined) {
          const { [flags.none ?? "ray"]: _former, ...current } = before.current;
          return { ...before, current };
        }
        return { ...before, current: { ...before.current, [knownCluster(before, name).system]: name } };
      });
      notices.info(name === undefined ? `${flags.none ?? ""} has no current cluster` : `Current cluster: ${name}`);
    },
  ).addOption(new Option("--none <system>", "Leave this system without a current cluster").choices(profileSystems));
