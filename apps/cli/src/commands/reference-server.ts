import { Command } from "commander";
import type { Cli } from "../cli.ts";
import { ExitCode } from "../exit-code.ts";
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
  /** By name. */
  readonly urls: Readonly<Record<string, string>>;
}

interface Kind {
  /** What it speaks, by name: its key in the printed line and, with `-port`, its flag. One of the flags starts all of it. */
  readonly serves: Readonly<Record<string, string>>;
  /** A port that was not named is 0. */
  readonly start: (testing: Testing, port: (name: string) => number, token: Token) => Promise<Running>;
}

const kinds: ReadonlyArray<Kind> = [
  {
    serves: { ray: "the Ray dashboard API" },
    start: async ({ startReferenceRay }, port, token) => {
      const server = await startReferenceRay({ port: port("ray"), ...token });
      return { server, urls: { ray: server.url } };
    },
  },
  {
    serves: { agent: "the Synapse Agent API" },
    start: async ({ startReferenceAgent }, port, token) => {
      const server = await startReferenceAgent({ port: port("agent"), ...token });
      return { server, urls: { agent: server.url } };
    },
  },
  {
    serves: { reasoner: "RelationalAI's Direct Access", snowflake: "the Snowflake SQL REST API of the same jobs" },
    start: async ({ startReferenceReasoner }, port, token) => {
      const ports = { reasonerPort: port("reasoner"), snowflakePort: port("snowflake") };
      const server = await startReferenceReasoner({ ...ports, ...token });
      return { server, urls: { reasoner: server.url, snowflake: server.snowflakeUrl } };
    },
  },
];

/** Started when no port is named. */
const usual = { kind: "ray", port: 8265 };

const untilAborted = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener("abort", () => resolve(), { once: true });
  });

/**
 * `jobwire reference-server`: loopback servers, those of Ray and of the agent really run jobs, until SIGINT or SIGTERM. Other users
 * of the machine can reach them, so they want a token unless that is switched off.
 */
export const referenceServerCommand = (cli: Cli): Command => {
  const command = new Command("reference-server").description(
    `Run reference servers on this machine. Prints their URLs and the token as one line of JSON when they are ready. Without a port: Ray on ${usual.port}`,
  );
  for (const [name, speaks] of kinds.flatMap(({ serves }) => Object.entries(serves)))
    command.option(`--${name}-port <port>`, `serve ${speaks} there, 0 for any free port`, parsePort);
  command
    .option(
      "--token-file <path>",
      "file with the token to ask for (JOBWIRE_REFERENCE_TOKEN). Without either: a random one, printed",
    )
    .option("--no-token", "ask for no token: every program on this machine may then run commands as you");
  return command.action(async () => {
    const {
      token: wanted,
      tokenFile,
      ...ports
    } = command.opts<ReferenceTokenFlags & Readonly<Record<string, number>>>();
    const notices = openNotices(process.stderr, false);
    const running: Array<AsyncDisposable> = [];
    try {
      const { token, made } = await referenceToken({ token: wanted, tokenFile }, cli.environment, cli.signal);
      // Loaded here: its JSON Schema validator would double the start of every other command.
      const testing = await import("@jobwire/testing");
      const urls: Record<string, string> = {};
      const named = Object.keys(ports).length > 0 ? ports : { [`${usual.kind}Port`]: usual.port };
      for (const { serves, start } of kinds) {
        const port = (name: string): number | undefined => named[`${name}Port`];
        if (Object.keys(serves).every((name) => port(name) === undefined)) continue;
        const started = await start(testing, (name) => port(name) ?? 0, token === undefined ? {} : { token });
        running.push(started.server);
        Object.assign(urls, started.urls);
      }
      await cli.output.write(jsonLine(made ? { ...urls, token } : urls), cli.signal);
      await untilAborted(cli.interrupts.signal);
      cli.exitCode = ExitCode.succeeded;
    } catch (error) {
      cli.exitCode = report(error, cli.signal, notices, false);
    } finally {
      await Promise.all(running.map((server) => server[Symbol.asyncDispose]()));
    }
  });
};
