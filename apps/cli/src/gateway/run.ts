import { createGateway, type System } from "@jobwire/gateway";
import type { Cli } from "../cli.ts";
import type { GatewayFlags } from "../commands/gateway.ts";
import { ExitCode } from "../exit-code.ts";
import { openBrowser } from "../open-browser.ts";
import { jsonLine } from "../output/json.ts";
import type { Notices } from "../output/notices.ts";
import { report } from "../report.ts";
import { namedSystems, openSystem } from "../settings/systems.ts";
import { allowedHosts, requireTokenFile } from "./allowed-hosts.ts";
import { gatewayHandler } from "./handler.ts";
import { listen } from "./listen.ts";
import { openPages } from "./pages.ts";
import { openSession } from "./session.ts";

const untilAborted = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener("abort", () => resolve(), { once: true });
  });

const serve = async (
  cli: Cli,
  notices: Notices,
  flags: GatewayFlags,
  pages: boolean,
  running: Array<AsyncDisposable>,
): Promise<void> => {
  requireTokenFile(flags.host, flags.authTokenFile);
  const session = await openSession(flags.authTokenFile, cli.signal);
  const systems: Record<string, System> = {};
  for (const named of await namedSystems(flags, cli.environment, cli.signal)) {
    const system = await openSystem(named, flags, cli.environment, notices, cli.signal);
    running.push(system);
    systems[named.name] = system;
  }
  const hosts = allowedHosts(flags.host, flags.allowHost);
  const gateway = createGateway({
    systems,
    hosts,
    authorize: session.authorize,
    origins: flags.allowOrigin,
    // Who guesses tokens must not use up the requests of those who have one.
    rate: { key: (request) => (session.permits(request) ? "signed in" : "unknown") },
    times: { keepMs: flags.keep === undefined ? undefined : flags.keep * 1000 },
    limits: { spoolBytes: flags.spoolBytes },
  });
  running.push(gateway);
  const handler = gatewayHandler({ gateway, session, hosts, pages: pages ? await openPages() : undefined });
  const server = await listen(handler, flags.host, flags.port);
  running.push(server);
  const url = pages ? `${server.url}/?token=${session.oneTimeToken}` : `${server.url}/`;
  await cli.output.write(jsonLine(session.generated ? { url, token: session.token } : { url }), cli.signal);
  if (flags.open === true) await openBrowser(url, notices);
  else if (pages && process.stderr.isTTY)
    notices.info("Open the URL in a browser; it signs you in once. Ctrl-C ends the console.");
  await untilAborted(cli.signal);
};

/**
 * Opens the systems, the gateway and its server, prints the line that shows where it is, and serves until SIGINT or SIGTERM. The build
 * makes a bundle of its own of this file, so it reports its errors itself: their classes are not those of the other bundle.
 */
export const runGateway = async (
  cli: Cli,
  notices: Notices,
  flags: GatewayFlags,
  pages: boolean,
): Promise<ExitCode> => {
  const running: Array<AsyncDisposable> = [];
  try {
    await serve(cli, notices, flags, pages, running);
    return ExitCode.succeeded;
  } catch (error) {
    // The reason of the signal is of the caller's bundle, which reports it.
    cli.signal.throwIfAborted();
    return report(error, cli.signal, notices, false);
  } finally {
    // The server first, then what it uses.
    for (const part of running.toReversed()) await part[Symbol.asyncDispose]();
  }
};
