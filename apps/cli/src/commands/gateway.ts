import { Command } from "commander";
import type { Cli } from "../cli.ts";
import { addExample, optionGroups } from "../help.ts";
import { openNotices } from "../output/notices.ts";
import { report } from "../report.ts";
import { collectText, parseCount, parsePort, parseSeconds } from "../settings/parse-option.ts";
import { addSystemOptions, namedSystems, type SystemFlags } from "../settings/systems.ts";

/** The flags of `jobwire console` and `jobwire gateway`. */
export interface GatewayFlags extends SystemFlags {
  readonly port: number;
  readonly host: string;
  readonly allowHost?: ReadonlyArray<string>;
  readonly authTokenFile?: string;
  readonly allowOrigin?: ReadonlyArray<string>;
  readonly keep?: number;
  readonly spoolBytes?: number;
  readonly open?: boolean;
}

/** The port beside that of a Ray dashboard. */
const defaultPort = 8266;

const addOptions = (command: Command, pages: boolean): Command => {
  command
    .option("--port <port>", "Listen on this port; 0 picks a free one", parsePort, defaultPort)
    .option("--host <address>", "Listen on this address; one that is not loopback needs --auth-token-file", "127.0.0.1")
    .option("--allow-host <name>", "Accept requests under this name, too; repeatable", collectText)
    .option(
      "--auth-token-file <path>",
      "Require the token in this file, a pipe, or stdin with - (default: a random token, printed)",
    )
    .option("--allow-origin <origin>", "Let pages of this origin use the gateway; repeatable", collectText)
    .option("--keep <seconds>", "Keep a log for this long after its last reader left (default: 60)", parseSeconds)
    .option("--spool-bytes <bytes>", "Keep at most this many bytes of logs in files (default: 4 GiB)", parseCount);
  if (pages) command.option("--open", "Open the console in a browser");
  return addSystemOptions(command.optionsGroup(optionGroups.connection)).optionsGroup("Options:");
};

const makeCommand = (cli: Cli, pages: boolean): Command => {
  const command = addExample(
    addOptions(
      pages
        ? new Command("console").description(
            "Show jobs and their logs in a browser. When it is ready, it prints its URL and its token as one line of JSON. Without a configured system it starts servers to try it on, with a first job.",
          )
        : new Command("gateway").description(
            "Serve jobs and their logs over HTTP, for pages and programs. When it is ready, it prints its URL and its token as one line of JSON. Without a configured system it starts servers to try it on, with a first job.",
          ),
      pages,
    ),
    pages
      ? "jobwire console --ray http://127.0.0.1:8265 --open"
      : "jobwire gateway --ray http://127.0.0.1:8265 --port 0",
  );
  return command.action(async () => {
    const flags = command.opts<GatewayFlags>();
    const notices = openNotices(process.stderr, false);
    let reference: (AsyncDisposable & { readonly environment: NodeJS.ProcessEnv }) | undefined;
    try {
      // Imported here, as what they need is several times what any other command loads.
      if ((await namedSystems(flags, cli.environment, cli.signal)).length === 0) {
        reference = await (await import("../gateway/reference-systems.ts")).startReferenceSystems(cli.environment);
      }
      const { runGateway } = await import("../gateway/run.ts");
      const environment = reference?.environment ?? cli.environment;
      cli.exitCode = await runGateway({ ...cli, environment }, notices, flags, pages);
    } catch (error) {
      cli.exitCode = report(error, cli.signal, notices, false);
    } finally {
      await reference?.[Symbol.asyncDispose]();
    }
  });
};

/** `jobwire console`: the pages, and the gateway that they use, until SIGINT or SIGTERM. */
export const consoleCommand = (cli: Cli): Command => makeCommand(cli, true);

/** `jobwire gateway`: the gateway alone, until SIGINT or SIGTERM. */
export const gatewayCommand = (cli: Cli): Command => makeCommand(cli, false);
