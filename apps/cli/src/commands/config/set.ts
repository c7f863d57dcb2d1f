import { type Command, Option } from "commander";
import type { Cli } from "../../cli.ts";
import { flagName, type Profiles, profileSettings, profileSystems } from "../../profiles/profile.ts";
import type { SetFlags } from "../../profiles/with-cluster.ts";
import { collectText } from "../../settings/parse-option.ts";
import { configCommand } from "./config-command.ts";

const valueName = { address: "url", path: "path", proxy: "url", text: "text", flag: "" } as const;

/** `jobwire config set NAME`: adds a cluster or changes some of its settings. */
export const setClusterCommand = (cli: Cli): Command => {
  const command = configCommand<SetFlags>(
    cli,
    {
      usage: "set <name>",
      description: "Add a cluster, or change some of its settings; a system's first cluster becomes its current one",
      example: [
        "jobwire config set prod --address https://ray.example --token-file token",
        "jobwire config set lab --system agent --address https://lab.example/7",
        "jobwire config set prod --ca-file ca.pem --unset proxy",
      ],
    },
    async ({ path, change, flags, operands, notices }) => {
      const [name = ""] = operands;
      const { withCluster } = await import("../../profiles/with-cluster.ts");
      let before: Profiles["current"] = {};
      const { clusters, current } = await change((profiles) => {
        before = profiles.current;
        return withCluster(profiles, name, flags);
      });
      const system = clusters.get(name)?.system ?? "ray";
      notices.info(`Wrote the cluster "${name}" to ${path}`);
      if (before[system] === undefined) notices.info(`It is the current cluster of ${system} now.`);
      else if (current[system] !== name) notices.info(`To make it the current one: jobwire config use ${name}`);
    },
  ).addOption(new Option("--system <name>", "System of a new cluster (default: ray)").choices(profileSystems));
  for (const [name, { kind, description, choices, systems }] of Object.entries(profileSettings)) {
    const only = systems.length === profileSystems.length ? "" : `; for ${systems.join(" and ")}`;
    const option = new Option(
      `--${flagName(name)}${kind === "flag" ? "" : ` <${valueName[kind]}>`}`,
      `${description}${only}`,
    );
    command.addOption(choices === undefined ? option : option.choices(choices));
  }
  return command.option("--unset <setting>", "Remove this setting; repeatable", collectText);
};
