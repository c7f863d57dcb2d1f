import { directAccess, keyPair, programmaticAccessToken, sql } from "@jobwire/core";
import { type ScriptedResponse, json, redirect } from "@jobwire/testing/faults";
import { failsWith, holds, same } from "../../case/checks.ts";
import { type ConformanceCase, defineCase, type Makers } from "../../case/conformance-case.ts";
import { makePrivateKey } from "./private-key.ts";

/** Milliseconds that each client here allows. */
const requestMs = 700;
/** Idle and connect limits that never fire first. */
const timeouts = { connectMs: 20_000, idleMs: 20_000, requestMs };

const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

async function* repeated(first: string, piece: string, everyMs: number): AsyncIterable<string> {
  yield first;
  for (;;) {
    await sleep(everyMs);
    yield piece;
  }
}

/** A response that never ends: one byte at a time, or members of an object that is never closed. */
const endless = (kind: "drip" | "members", status = 200): ScriptedResponse => ({
  kind: "http",
  status,
  headers: { "content-type": "application/json" },
  framing: "chunked",
  body: kind === "drip" ? repeated("{", " ", 50) : repeated('{"a":0', ',"b":1', 5),
});

const endlessWorld =
  (answer: () => ScriptedResponse, token?: string) =>
  async ({ bareServer }: Makers) => {
    const server = await bareServer();
    server.on(() => true, answer);
    return { url: server.url, token };
  };

const overdue = async (what: string, call: () => Promise<unknown>): Promise<void> => {
  const began = Date.now();
  const error = await failsWith(call(), "Timeout", "request");
  const took = Date.now() - began;
  holds(
    error.message.includes(`${requestMs} ms (requestMs)`),
    `${what}: the message names the limit: ${error.message}`,
  );
  holds(took >= requestMs - 50 && took < requestMs + 5_000, `${what} took ${took} ms`);
};

/** No server can block a call forever. */
export const totalLimitCases: ReadonlyArray<ConformanceCase> = [
  ...(["drip", "members"] as const).flatMap((kind) => [
    defineCase({
      id: `transport/total-limit/ray-${kind}`,
      surface: "ray",
      cites: ["transport/total-limit", "errors/timeout"],
      transports: ["unary"],
      world: endlessWorld(() => endless(kind)),
      run: async ({ ray }) => {
        const { version, health, nodes, jobs } = ray({ timeouts });
        await overdue("version", version);
        await overdue("health", health);
        await overdue("nodes.list", nodes.list);
        await overdue("jobs.list", jobs.list);
        await overdue("jobs.get", () => jobs.get("a"));
        await overdue("jobs.getLogs", () => jobs.getLogs("a"));
      },
    }),
    defineCase({
      id: `transport/total-limit/agent-${kind}`,
      surface: "agent",
      cites: ["transport/total-limit"],
      transports: ["unary"],
      world: endlessWorld(() => endless(kind), "agent-token"),
      run: async ({ agent }) => {
        const { health, jobs, plugins } = agent({ timeouts });
        await overdue("health", health);
        await overdue("jobs.get", () => jobs.get("a"));
        await overdue("jobs.getLogs", () => jobs.getLogs("a"));
        await overdue("jobs.stop", () => jobs.stop("a"));
        await overdue("plugins.run", () => plugins.run("p", { action: "a" }));
      },
    }),
    defineCase({
      id: `transport/total-limit/reasoner-${kind}`,
      surface: "reasoner",
      cites: ["transport/total-limit"],
      transports: ["direct-access", "sql"],
      world: endlessWorld(() => endless(kind)),
      run: async ({ reasoner, url, transport }) => {
        const account = { account: url, credentials: programmaticAccessToken("reasoner-token") };
        const backend = transport === "sql" ? sql(account) : directAccess({ address: url, token: "reasoner-token" });
        const { jobs } = reasoner({ backend, timeouts });
        await overdue("jobs.list", () => jobs.list());
        await overdue("jobs.get", () => jobs.get({ reasonerType: "Predictive", id: "a" }));
        await overdue("jobs.stop", () => jobs.stop({ reasonerType: "Predictive", id: "a" }));
        await failsWith(jobs.create("Predictive", "e", { a: 1 }, { timeoutMs: 3_000 }), "CreateOutcomeUnknown");
      },
    }),
  ]),
  defineCase({
    id: "transport/total-limit/token-exchange",
    surface: "reasoner",
    cites: ["transport/total-limit"],
    transports: ["direct-access"],
    world: endlessWorld(() => endless("drip")),
    run: async ({ reasoner, url }) => {
      const credentials = keyPair({ user: "U", privateKey: await makePrivateKey() });
      const backend = directAccess({ address: url, snowflake: { account: url, address: url, credentials } });
      await overdue("jobs.list", () => reasoner({ backend, timeouts }).jobs.list());
    },
  }),
  defineCase({
    id: "transport/total-limit/redirects",
    surface: "ray",
    cites: ["transport/total-limit"],
    transports: ["unary"],
    needs: ["redirects-seen"],
    world: async ({ bareServer }: Makers) => {
      const server = await bareServer();
      server.on(
        () => true,
        async () => {
          await sleep(250);
          return redirect("/api/version");
        },
      );
      return { url: server.url };
    },
    run: async ({ ray }) => overdue("version", ray({ timeouts }).version),
  }),
  defineCase({
    id: "transport/total-limit/error-body",
    surface: "ray",
    cites: ["transport/total-limit"],
    transports: ["unary"],
    world: endlessWorld(() => endless("drip", 403)),
    // The client reports what it knows: the status, once the time for the error's text is over.
    run: async ({ ray }) => {
      const began = Date.now();
      const { version } = ray({ timeouts: { connectMs: 500, requestMs: 20_000 } });
      same((await failsWith(version(), "Forbidden")).statusCode, 403, "the status");
      holds(Date.now() - began < 5_000, "the error's text did not block the call");
    },
  }),
  defineCase({
    id: "transport/total-limit/wait-survives-failures",
    surface: "ray",
    cites: ["transport/total-limit", "ray/wait/survives-failures"],
    transports: ["unary"],
    world: async ({ bareServer }: Makers) => {
      const server = await bareServer();
      const job = { type: "SUBMISSION", submission_id: "a", job_id: null, entrypoint: "echo", status: "SUCCEEDED" };
      server.on("GET /api/jobs/", (_, nth) => (nth < 2 ? endless("drip") : json([job])));
      server.on("GET /api/jobs/a", (_, nth) => (nth < 2 ? endless("drip") : json(job)));
      return { url: server.url };
    },
    run: async ({ ray }) => {
      const { jobs } = ray({ timeouts, pollIntervalMs: 100 });
      same((await jobs.wait("a")).status, "SUCCEEDED", "the end, after polls whose responses never ended");
    },
  }),
];
