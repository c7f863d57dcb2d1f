import type { ServeConfig } from "@jobwire/core";
import type { Command } from "commander";
import type { Cli } from "../../../cli.ts";
import { ExitCode } from "../../../exit-code.ts";
import { jsonLine } from "../../../output/json.ts";
import { listedFiles } from "../../../output/listed-files.ts";
import { withSpinner } from "../../../output/spinner.ts";
import type { ConnectionFlags } from "../../../settings/connection.ts";
import { parseSeconds } from "../../../settings/parse-option.ts";
import { type ListedPackage, listLocalFiles, withLocalFiles } from "../../../settings/local-files.ts";
import { addPackagingOptions, type PackagingFlags } from "../../../settings/packaging.ts";
import { readDocument } from "../../../settings/read-document.ts";
import { rayCommand } from "../ray-command.ts";
import { mapRuntimeEnvs } from "./runtime-envs.ts";
import { applicationTable } from "./status.ts";

interface DeployFlags extends ConnectionFlags, PackagingFlags {
  readonly wait: boolean;
  readonly timeout?: number;
}

/** `jobwire ray serve deploy FILE`: deploys the whole set, and waits until all of it is RUNNING. */
export const deployCommand = (cli: Cli): Command =>
  addPackagingOptions(
    rayCommand<DeployFlags>(
      cli,
      "deploy <file>",
      "deploy the applications of a file (YAML or JSON, - reads stdin), and only these",
      async ({ cluster, flags, notices, words, print }) => {
        const { signal } = cli;
        const given = (await readDocument("the Serve config", words[0] ?? "", signal)) as unknown as ServeConfig;
        const local = { cluster, notices, signal, environment: cli.environment, flags };
        if (flags.listFiles === true) {
          const listed: Array<ListedPackage> = [];
          await mapRuntimeEnvs(given, async (env) => {
            listed.push(...(await listLocalFiles(local, env)));
            return env;
          });
          if (listed.length === 0) notices.say("the runtime environment names no local folder or archive");
          await print(listedFiles(listed, flags.json === true, cli.output));
          return ExitCode.succeeded;
        }
        const config = await mapRuntimeEnvs(given, (env) => withLocalFiles(local, env));
        const deployed = await withSpinner(notices, "deploying", () => cluster.serve.deploy(config, { signal }));
        const names = config.applications.map(({ name = "default" }) => name);
        const status = flags.wait
          ? await withSpinner(notices, "waiting for the applications", ({ update }) =>
              cluster.serve.wait(names, {
                signal,
                timeoutMs: flags.timeout === undefined ? undefined : flags.timeout * 1000,
                onChange: ({ name, status: word }) => update(`${name} is ${word}`),
              }),
            )
          : deployed;
        await print(flags.json === true ? jsonLine(status) : applicationTable(cli, status));
        return ExitCode.succeeded;
      },
    ),
  )
    .option("--no-wait", "end as soon as Ray has taken it")
    .option("--timeout <seconds>", "give up waiting after this long", parseSeconds);
