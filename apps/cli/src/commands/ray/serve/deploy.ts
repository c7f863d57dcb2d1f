import type { ServeConfig } from "@jobwire/core";
import type { Command } from "commander";
import type { Cli } from "../../../cli.ts";
import { ExitCode } from "../../../exit-code.ts";
import { addShowEnvOption, type ShowEnvFlags, withHiddenEnv } from "../../../output/hide-env.ts";
import { jsonLine } from "../../../output/json.ts";
import { withSpinner } from "../../../output/spinner.ts";
import type { ConnectionFlags } from "../../../settings/connection.ts";
import { withLocalFiles } from "../../../settings/local-files.ts";
import { addPackagingOptions, type PackagingFlags } from "../../../settings/packaging.ts";
import { parseSeconds } from "../../../settings/parse-option.ts";
import { readDocument } from "../../../settings/read-document.ts";
import { timeoutMsOf } from "../../jobs/wait-options.ts";
import { printListedFiles } from "../print-listed-files.ts";
import { rayCommand } from "../ray-command.ts";
import { mapRuntimeEnvs, runtimeEnvsOf } from "./runtime-envs.ts";
import { applicationTable } from "./status.ts";

interface DeployFlags extends ConnectionFlags, PackagingFlags, ShowEnvFlags {
  readonly wait: boolean;
  readonly timeout?: number;
}

/** `jobwire ray serve deploy FILE`: replaces the deployed applications and waits until all of them are RUNNING. */
export const deployCommand = (cli: Cli): Command =>
  addShowEnvOption(
    addPackagingOptions(
      rayCommand<DeployFlags>(
        cli,
        {
          usage: "deploy <file>",
          description: "Deploy the applications in a YAML or JSON file (- for stdin) and delete all others",
          example: "jobwire ray serve deploy serve.yaml",
        },
        async ({ cluster, flags, notices, operands, print }) => {
          const { signal } = cli;
          const document = await readDocument("the Serve config", operands[0] ?? "", signal);
          const written = document as unknown as ServeConfig;
          const local = { cluster, notices, signal, environment: cli.environment, flags };
          if (flags.listFiles === true) {
            await printListedFiles(local, await runtimeEnvsOf(written), flags.json === true, cli.output, print);
            return ExitCode.succeeded;
          }
          const config = await mapRuntimeEnvs(written, (env) => withLocalFiles(local, env));
          const deployed = await withSpinner(notices, "deploying", () => cluster.serve.deploy(config, { signal }));
          const names = config.applications.map(({ name = "default" }) => name);
          const status = flags.wait
            ? await withSpinner(notices, "waiting for the applications", ({ update }) =>
                cluster.serve.wait(names, {
                  signal,
                  timeoutMs: timeoutMsOf(flags),
                  onChange: ({ name, status: state }) => update(`${name} is ${state}`),
                }),
              )
            : deployed;
          await print(flags.json === true ? jsonLine(withHiddenEnv(status, flags)) : applicationTable(cli, status));
          return ExitCode.succeeded;
        },
      ),
    ),
  )
    .option("--no-wait", "Return right after Ray accepts the config; don't wait until the applications run")
    .option("--timeout <seconds>", "Stop waiting after this many seconds (exit code 124)", parseSeconds);
