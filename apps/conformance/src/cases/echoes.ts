import { directAccess, programmaticAccessToken, sql } from "@jobwire/core";
import { html, http, json, redirect, socket, text } from "@jobwire/testing/faults";
import { createGuard } from "../case/secret-guard.ts";
import { type Bench, type ConformanceCase, defineCase, type Makers } from "../case/conformance-case.ts";
import { holds } from "../case/checks.ts";

const token = "conformance/echo+canary=8c1f~Zq";
const guard = createGuard(token);
const id = "raysubmit_scripted00000000";

/** Everything that a server may repeat of a request, in every spelling. */
const repeated = (): string =>
  [
    `authorization: Bearer ${token}`,
    JSON.stringify(token).replaceAll("/", "\\/"),
    encodeURIComponent(token),
    btoa(`user:${token}`),
    Array.from(token, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`).join(""),
  ].join("\n");

const failedJob = (): Record<string, unknown> => ({
  type: "SUBMISSION",
  submission_id: id,
  id,
  job_id: null,
  status: "FAILED",
  state: "FAILED",
  entrypoint: "x",
  message: repeated(),
  abort_reason: repeated(),
  finished_at: 1,
  error_type: null,
  start_time: 1,
  end_time: 2,
});

/** The responses in which a server repeats what it received. */
const places = {
  "a page": () => html(`<html><body><pre>${repeated()}</pre></body></html>`),
  "JSON of another shape": () => json({ [token]: repeated(), jobs: repeated(), data: { result: repeated() } }),
  "JSON that breaks off": () => http(`{"a": "${token}`, { headers: { "content-type": "application/json" } }),
  "an error": () => text(repeated(), { status: 403 }),
  "a server's error": () => json({ detail: repeated(), message: repeated(), error: repeated() }, { status: 500 }),
  "a refusal": () => json({ detail: [{ loc: [token], msg: repeated() }], message: repeated() }, { status: 422 }),
  "a redirect": () => redirect(`http://other.invalid/${encodeURIComponent(token)}`),
  "a failed job": () => json(failedJob()),
  "a failed Kubernetes Job": () =>
    json({
      metadata: { name: "train" },
      status: { conditions: [{ type: "Failed", status: "True", message: repeated() }] },
    }),
  "a job inside": () => json({ job: failedJob(), transaction: failedJob() }),
} as const;

type Place = keyof typeof places;
const names = Object.keys(places) as ReadonlyArray<Place>;

const echoing = async ({ bareServer }: Makers) => {
  const server = await bareServer();
  let place: Place = "a page";
  server.on(
    () => true,
    ({ headers }) =>
      headers["upgrade"] === undefined ? places[place]() : socket([], { end: { close: 1011, reason: `no ${token}` } }),
  );
  return {
    url: server.url,
    hands: {
      place: (name: Place) => {
        place = name;
      },
    },
  };
};

/** Errors of these calls, statuses included, reveal no secret; data may. */
const quiet = async (what: string, calls: ReadonlyArray<() => Promise<unknown>>): Promise<number> => {
  let failures = 0;
  for (const call of calls) {
    try {
      await call();
    } catch (error) {
      failures += 1;
      const leak = guard.find(error);
      holds(leak === undefined, `${what}: ${leak}`);
    }
  }
  return failures;
};

const drained = async (lines: AsyncIterable<unknown>): Promise<void> => {
  for await (const _ of lines) void _;
};

type EchoBench = Bench<Awaited<ReturnType<typeof echoing>>["hands"]>;

const everywhere = async (
  { hand }: EchoBench,
  calls: (onStatus: (status: unknown) => void) => ReadonlyArray<() => Promise<unknown>>,
): Promise<string> => {
  let failures = 0;
  for (const name of names) {
    await hand.place(name);
    failures += await quiet(
      name,
      calls((status) => guard.clean(status)),
    );
  }
  holds(failures >= names.length, `at least ${names.length} calls failed, not ${failures}`);
  return `${failures} errors, 0 secrets`;
};

const limits = { timeoutMs: 1_500, retryForMs: 500 } as const;

/** A server that repeats the token in every response: no error and no status of any client reveals it. */
export const echoCases: ReadonlyArray<ConformanceCase> = [
  defineCase({
    id: "secrets/echoes/ray",
    surface: "ray",
    cites: ["secrets/echoes/ray"],
    transports: ["unary"],
    limitMs: 120_000,
    world: echoing,
    run: (bench) => {
      const cluster = bench.ray({ token, timeoutMs: 1_500, timeouts: { requestMs: 1_500 }, retryForMs: 500 });
      return everywhere(bench, (onStatus) => [
        () => cluster.version(),
        () => cluster.jobs.list(),
        () => cluster.jobs.get(id),
        () => cluster.jobs.getLogs(id),
        () => cluster.nodes.list(),
        () => cluster.serve.get(),
        () => cluster.jobs.handle(id).result({ timeoutMs: 1_500, onRetry: onStatus }),
        () => drained(cluster.jobs.tailLogs(id, { ...limits, onStatus })),
      ]);
    },
  }),
  defineCase({
    id: "secrets/echoes/agent",
    surface: "agent",
    cites: ["secrets/echoes/agent"],
    transports: ["unary"],
    limitMs: 120_000,
    world: echoing,
    run: (bench) => {
      const agent = bench.agent({
        agentToken: token,
        userToken: token,
        timeoutMs: 1_500,
        timeouts: { requestMs: 1_500 },
        retryForMs: 500,
      });
      return everywhere(bench, (onStatus) => [
        () => agent.health(),
        () => agent.jobs.list(),
        () => agent.jobs.getLogs("job-1").then(() => Promise.reject(new Error("a log is data"))),
        () => agent.jobs.handle("job-1").result({ timeoutMs: 1_500, onRetry: onStatus }),
        () => agent.nodes.list(),
        () => agent.resources.cluster(),
        () => drained(agent.jobs.tailLogs("job-1", { ...limits, onStatus })),
      ]);
    },
  }),
  defineCase({
    id: "secrets/echoes/reasoner",
    surface: "reasoner",
    cites: ["secrets/echoes/reasoner"],
    transports: ["direct-access", "sql"],
    limitMs: 120_000,
    world: echoing,
    run: (bench) => {
      const backend =
        bench.transport === "sql"
          ? sql({ account: bench.url, credentials: programmaticAccessToken(token) })
          : directAccess({ address: bench.url, token });
      const client = bench.reasoner({ backend, timeoutMs: 1_500, timeouts: { requestMs: 1_500 }, retryForMs: 500 });
      return everywhere(bench, (onRetry) => [
        () => client.jobs.get({ reasonerType: "Predictive", id: "1" }),
        () => client.jobs.list(),
        () => client.jobs.create("Predictive", "eng1", {}),
        () => client.jobs.getEvents({ reasonerType: "Predictive", id: "1" }),
        () => client.jobs.handle({ reasonerType: "Predictive", id: "1" }).result({ timeoutMs: 1_500, onRetry }),
        () => drained(client.jobs.events({ reasonerType: "Logic", id: "1" }, { timeoutMs: 1_500 })),
      ]);
    },
  }),
  defineCase({
    id: "secrets/echoes/kubernetes",
    surface: "kubernetes",
    cites: ["kubernetes/r7/no-token-shown"],
    transports: ["unary"],
    limitMs: 120_000,
    world: echoing,
    run: (bench) => {
      const jobs = bench.kubernetes({ token, timeoutMs: 1_500, retryForMs: 500 });
      return everywhere(bench, (onStatus) => [
        () => jobs.list(),
        () => jobs.get("train"),
        () => jobs.submit({ name: "train", image: "python", command: ["true"] }),
        () => jobs.result("train", { timeoutMs: 1_500, onRetry: onStatus }),
        () => drained(jobs.tailLogs("train", { ...limits, onStatus })),
      ]);
    },
  }),
  defineCase({
    id: "secrets/echoes/gateway",
    surface: "gateway",
    cites: ["gateway/r7/no-token-shown"],
    transports: ["unary"],
    limitMs: 120_000,
    world: echoing,
    run: (bench) => {
      const client = bench.gateway({ token, timeoutMs: 1_500, retryForMs: 500 });
      const { jobs } = client.ray("training");
      return everywhere(bench, (onStatus) => [
        () => client.systems(),
        () => jobs.list(),
        () => jobs.get("train"),
        () => jobs.submit({ entrypoint: "true" }),
        () => jobs.getLogs("train"),
        () => jobs.result("train", { timeoutMs: 1_500, onRetry: onStatus }),
        () => drained(jobs.tailLogs("train", { ...limits, onStatus })),
      ]);
    },
  }),
];
