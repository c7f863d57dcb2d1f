import { Command } from "commander";
import type { Cli } from "../cli.ts";
import { ExitCode } from "../exit-code.ts";
import { addExample } from "../help.ts";
import { jsonLine } from "../output/json.ts";
import { openNotices } from "../output/notices.ts";
import { report } from "../report.ts";
import { parsePort } from "../settings/parse-option.ts";
import { referenceToken, type ReferenceTokenFlags } from "../settings/reference-token.ts";

type Testing = typeof import("@jobwire/testing");

interface Token {
  readonly token?: string;
}

interface Running {
  readonly server: AsyncDisposable;
  /** The server's URLs by the name of their API. */
  readonly urls: Readonly<Record<string, string>>;
}

interface ReferenceServer {
  /** The server's APIs by name. The name is the key in the printed JSON and, with `-port`, the option that starts the server. */
  readonly apis: Readonly<Record<string, string>>;
  /** `port` returns 0, for any free port, when the user set none for that API. */
  readonly start: (testing: Testing, port: (name: string) => number, token: Token) => Promise<Running>;
}

const servers: ReadonlyArray<ReferenceServer> = [
  {
    apis: { ray: "the Ray dashboard API" },
    start: async ({ startReferenceRay }, port, token) => {
      const server = await startReferenceRay({ port: port("ray"), ...token });
      return { server, urls: { ray: server.url } };
    },
  },
  {
    apis: { agent: "the Synapse Agent API" },
    start: async ({ startReferenceAgent }, port, token) => {
      const server = await startReferenceAgent({ port: port("agent"), ...token });
      return { server, urls: { agent: server.url } };
    },
  },
  {
    apis: {
      reasoner: "the Direct Access API of a reasoner",
      snowflake: "the Snowflake SQL REST API of the same reasoner",
    },
    start: async ({ startReferenceReasoner }, port, token) => {
      const ports = { reasonerPort: port("reasoner"), snowflakePort: port("snowflake") };
      const server = await startReferenceReasoner({ ...ports, ...token });
      return { server, urls: { reasoner: server.url, snowflake: server.snowflakeUrl } };
    },
  },
];

/** The server that runs when the user sets no port. */
const defaultServer = { api: "ray", port: 8265 };

const untilAborted = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener("abort", () => resolve(), { once: true });
  });

const addOptions = (command: Command): Command => {
  for (const [name, api] of servers.flatMap(({ apis }) => Object.entries(apis)))
    command.option(`--${name}-port <port>`, `Serve ${api} on this port; 0 picks a free one`, parsePort);
  return command
    .option(
      "--token-file <path>",
      "Read the token that clients must send from a file, a pipe, or stdin with - (env: JOBWIRE_REFERENCE_TOKEN; default: a random token, printed)",
    )
    .option("--no-token", "Require no token; every program on this machine can then run commands as you");
};

/**
 * `jobwire reference-server`: servers on loopback until SIGINT or SIGTERM. Those of Ray and of the agent run jobs. Other users of the
 * machine can reach them, so they require a token unless `--no-token` turns that off.
 */
export const referenceServerCommand = (cli: Cli): Command => {
  const command = addExample(
    addOptions(
      new Command("reference-server").description(
        `Run servers to try Jobwire on, on this machine. When they are ready, it prints their URLs and the token as one line of JSON. Without a port option it serves the Ray API on port ${defaultServer.port}.`,
      ),
    ),
    "jobwire reference-server --ray-port 8265 --agent-port 0",
  );
  return command.action(async () => {
    const {
      token: wanted,
      tokenFile,
      ...portFlags
    } = command.opts<ReferenceTokenFlags & Readonly<Record<string, number>>>();
    const notices = openNotices(process.stderr, false);
    const running: Array<AsyncDisposable> = [];
    try {
      const { token, generated } = await referenceToken({ token: wanted, tokenFile }, cli.environment, cli.signal);
      // Imported here: its JSON Schema validator would double the start time of every other command.
      const testing = await import("@jobwire/testing");
      const urls: Record<string, string> = {};
      const ports =
        Object.keys(portFlags).length > 0 ? portFlags : { [`${defaultServer.api}Port`]: defaultServer.port };
      for (const { apis, start } of servers) {
        const port = (name: string): number | undefined => ports[`${name}Port`];
        if (Object.keys(apis).every((name) => port(name) === undefined)) continue;
        const started = await start(testing, (name) => port(name) ?? 0, token === undefined ? {} : { token });
        running.push(started.server);
        Object.assign(urls, started.urls);
      }
      await cli.output.write(jsonLine(generated ? { ...urls, token } : urls), cli.signal);
      await untilAborted(cli.interrupts.signal);
      cli.exitCode = ExitCode.succeeded;
    } catch (error) {
      cli.exitCode = report(error, cli.signal, notices, false);
    } finally {
      await Promise.all(running.map((server) => server[Symbol.asyncDispose]()));
    }
  });
};
