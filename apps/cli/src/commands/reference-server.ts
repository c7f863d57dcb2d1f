import { Command } from "commander";
import type { Cli } from "../cli.ts";
import { ExitCode } from "../exit-code.ts";
import { jsonLine } from "../output/json.ts";
import { openNotices } from "../output/notices.ts";
import { report } from "../report.ts";
import { parsePort } from "../settings/parse-option.ts";

type Testing = typeof import("@jobwire/testing");

interface ServerOptions {
  readonly port: number;
  readonly token?: string;
}

interface RunningServer extends AsyncDisposable {
  readonly url: string;
}

interface Kind {
  /** Its name in the printed line and, with `-port`, its flag. */
  readonly name: string;
  readonly speaks: string;
  readonly start: (testing: Testing, options: ServerOptions) => Promise<RunningServer>;
}

const kinds: ReadonlyArray<Kind> = [
  {
    name: "ray",
    speaks: "the Ray dashboard API",
    start: ({ startReferenceRay }, options) => startReferenceRay(options),
  },
  {
    name: "agent",
    speaks: "the Synapse Agent API",
    start: ({ startReferenceAgent }, options) => startReferenceAgent(options),
  },
];

/** Started when no port is named. */
const usual = { kind: "ray", port: 8265 };

const untilAborted = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener("abort", () => resolve(), { once: true });
  });

/** `jobwire reference-server`: loopback servers that really run jobs, until SIGINT or SIGTERM. */
export const referenceServerCommand = (cli: Cli): Command => {
  const command = new Command("reference-server").description(
    `run reference servers on this machine; prints their URLs as one line of JSON when ready. Without a port: Ray on ${usual.port}`,
  );
  for (const { name, speaks } of kinds)
    command.option(`--${name}-port <port>`, `serve ${speaks} there, 0 for any free port`, parsePort);
  command.option("--token <token>", "ask for this token");
  return command.action(async () => {
    const { token, ...ports } = command.opts<{ readonly token?: string } & Readonly<Record<string, number>>>();
    const notices = openNotices(process.stderr, false);
    const running: Array<AsyncDisposable> = [];
    try {
      // Loaded here: its JSON Schema validator would double the start of every other command.
      const testing = await import("@jobwire/testing");
      const urls: Record<string, string> = {};
      for (const { name, start } of kinds) {
        const port = Object.keys(ports).length === 0 && name === usual.kind ? usual.port : ports[`${name}Port`];
        if (port === undefined) continue;
        const server = await start(testing, { port, ...(token === undefined ? {} : { token }) });
        running.push(server);
        urls[name] = server.url;
      }
      await cli.output.write(jsonLine(urls), cli.signal);
      await untilAborted(cli.interrupts.signal);
      cli.exitCode = ExitCode.succeeded;
    } catch (error) {
      cli.exitCode = report(error, cli.signal, notices, false);
    } finally {
      await Promise.all(running.map((server) => server[Symbol.asyncDispose]()));
    }
  });
};
