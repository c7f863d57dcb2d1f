/** The reference Ray sends the recorded responses of a real one to the same requests, in the same order. */
import { writeFileSync } from "node:fs";
import { expect, test, vi } from "vitest";
import { type ReferenceRay, startReferenceRay } from "../../src/index.ts";
import { readRecordings } from "../recordings/recorded-exchanges.ts";
import { ask, ended, submit } from "./http-client.ts";

// Every wait here ends when its condition holds; the limit only ends a run that hangs.
vi.setConfig({ testTimeout: 60_000 });

const { files } = readRecordings();
const clocks = { tailPollMs: 20, killAfterMs: 200, supervisorStartMs: 20 };

interface Exchange {
  readonly case: string;
  readonly request: {
    readonly method: string;
    readonly path: string;
    readonly headers?: Readonly<Record<string, string>>;
    readonly body?: unknown;
  };
  readonly response: {
    readonly status: number;
    readonly reason?: string;
    readonly headers?: Readonly<Record<string, string>>;
    readonly body?: unknown;
  };
}

function recorded(file: string, wanted: (exchange: Exchange) => boolean = () => true): readonly Exchange[] {
  const exchanges = (files.get(file)?.exchanges ?? []) as unknown as readonly Exchange[];
  const fitting = exchanges.filter((exchange) => exchange.request?.method !== undefined && wanted(exchange));
  if (fitting.length === 0) throw new Error(`nothing fits in ${file}`);
  return fitting;
}

function one(file: string, wanted: (exchange: Exchange) => boolean): Exchange {
  const [first] = recorded(file, wanted);
  if (first === undefined) throw new Error(`nothing fits in ${file}`);
  return first;
}

const HEADERS = ["content-type", "allow", "content-disposition", "transfer-encoding", "server"];

/** Sends the recorded request and compares status, reason, headers and body with the recording. */
async function expectSame(ray: ReferenceRay, { case: name, request, response }: Exchange): Promise<void> {
  const path = request.path.replaceAll(RECORDED_NODE, ray.nodeId);
  const sent = typeof request.body === "string" && /^<\d+ bytes>$/.test(request.body) ? "" : request.body;
  const answer = await ask(ray.url, {
    method: request.method,
    path,
    headers: atOwnOrigin(ray, request.headers ?? {}),
    body: sent ?? undefined,
  });
  expect.soft(answer.status, name).toBe(response.status);
  if (response.reason !== undefined) expect.soft(answer.reason, name).toBe(response.reason);
  for (const header of response.headers === undefined ? [] : HEADERS)
    expect.soft(answer.headers[header], `${name}: ${header}`).toBe(response.headers?.[header]);
  if (request.method === "HEAD") return;
  const given = parsed(answer.text);
  if (typeof response.body === "object") expect.soft(mask(given), name).toEqual(mask(response.body));
  else expect.soft(reasons(answer.text), name).toEqual(reasons(typeof response.body === "string" ? response.body : ""));
}

/** Ray's own page had the origin of the recorded head. */
function atOwnOrigin(ray: ReferenceRay, headers: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  const { origin } = headers;
  return origin?.startsWith("http://127.0.0.1:") === true ? { ...headers, origin: ray.url } : headers;
}

/** Requests that a real Ray answers with 200 and the reference Ray refuses, because any web page can send requests to it. */
const REFUSED_HERE: Readonly<Record<string, number>> = {
  "GET with Origin of another site": 403,
  "wrong Host header (DNS rebinding)": 403,
  "submit, JSON but wrong content-type": 415,
};

async function expectSameOrRefused(ray: ReferenceRay, exchange: Exchange): Promise<void> {
  const refused = REFUSED_HERE[exchange.case];
  if (refused === undefined) return await expectSame(ray, exchange);
  const { status } = await ask(ray.url, exchange.request);
  expect.soft([exchange.case, exchange.response.status, status]).toEqual([exchange.case, 200, refused]);
}

const RECORDED_NODE = /[0-9a-f]{56}/.exec(JSON.stringify(files.get("logs-http.json")))?.[0] ?? "";

/** The text itself, or the lines of a traceback that state the reason: frames name lines of Ray's own files. */
function reasons(text: string): readonly string[] {
  const masked = String(mask(text));
  if (!masked.startsWith("Traceback")) return [masked];
  return masked.split("\n").filter((line) => !line.startsWith(" "));
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

const VARYING: ReadonlySet<string> = new Set([
  "start_time",
  "end_time",
  "ray_commit",
  "session_name",
  "driver_agent_http_address",
]);

/** Times, paths, node ids and generated ids differ at every run. */
function mask(value: unknown): unknown {
  if (typeof value === "string")
    return value
      .replace(/\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d{3}/g, "<time>")
      .replace(/[0-9a-f]{56}/g, "<node>")
      .replace(/raysubmit_\w{16}/g, "<generated id>")
      .replace(/(?:<session>|<ray-temp>|\/[\w-]+)(?:\/[\w.-]+)*\/(job-driver|nope\.log|x\b)/g, "<logs>/$1")
      .replace(/Supported filter columns: \{[^}]*\}/, "Supported filter columns: {}");
  if (Array.isArray(value)) return value.map(mask);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, member]) => [
      key,
      VARYING.has(key) && member !== null ? `<${key}>` : mask(member),
    ]),
  );
}

test("submissions: every recorded request, good and bad", async () => {
  await using ray = await startReferenceRay({ clocks });
  for (const exchange of recorded("jobs-submit.json")) await expectSameOrRefused(ray, exchange);
});

test("health, modes, HEAD, OPTIONS and missing paths", async () => {
  await using ray = await startReferenceRay({ clocks });
  const missing = [
    // Implemented, but they describe an autoscaler and drivers, which do not exist here.
    "/api/cluster_status",
    "/api/component_activities",
    "/usage_stats_enabled",
    "/api/prometheus_health",
  ];
  const implemented = recorded("misc.json", ({ request }) => {
    return request.path !== "/timezone" && !missing.some((path) => request.path.startsWith(path));
  });
  expect(implemented.length).toBeGreaterThan(9);
  for (const exchange of implemented) await expectSame(ray, exchange);
});

test("browser-like requests: writes are refused before any lookup, reads get no env_vars", async () => {
  await using ray = await startReferenceRay({ clocks: { ...clocks, supervisorStartMs: 60_000 } });
  const secret = { env_vars: { SECRET: "hunter2" } };
  await submit(ray.url, { submission_id: "br-01648", entrypoint: "sleep 1", runtime_env: secret });
  for (const exchange of recorded("browser.json", ({ case: name }) => !name.startsWith("submit")))
    await expectSameOrRefused(ray, exchange);
});

test("the life of a job: the recording of each stage", async () => {
  await using ray = await startReferenceRay({ clocks });
  const ok = "rec-01742-ok";
  await submit(ray.url, { submission_id: "rec-01742-pend", entrypoint: "echo never", entrypoint_num_cpus: 100 });
  await submit(ray.url, { submission_id: ok, entrypoint: "python3 -c \"print('out')\"; exit 0" });
  await submit(ray.url, { submission_id: "rec-01742-bad", entrypoint: "sleep 0.2; echo before; exit 7" });
  await submit(ray.url, { submission_id: "rec-01742-sig", entrypoint: "kill -9 $$" });
  await submit(ray.url, { submission_id: "rec-01742-unkrt", entrypoint: "echo ran", runtime_env: { nope: 1 } });
  const gcs = { working_dir: "gcs://_ray_pkg_0000000000000000.zip" };
  await submit(ray.url, { submission_id: "rec-01742-rtgcs", entrypoint: "echo never", runtime_env: gcs });
  for (const id of [ok, "rec-01742-bad", "rec-01742-sig", "rec-01742-unkrt", "rec-01742-rtgcs"]) {
    await ended(ray.url, id);
  }
  const stages = [
    "get, PENDING (asks for more CPUs than the cluster has)",
    "logs of a PENDING job whose supervisor has no node yet",
    "delete a PENDING job",
    "get, SUCCEEDED without ray.init (job_id and driver_info are null)",
    "stop a finished job",
    "get, runtime_env with unknown key",
    "logs after runtime_env failure",
    "stop a PENDING job",
    "get 3 s after stopping a PENDING job",
    "delete a finished job",
    "get a deleted job",
    "reuse the id of a deleted job",
  ];
  for (const stage of stages)
    for (const exchange of recorded("jobs-lifecycle.json", ({ case: name }) => name === stage)) {
      await expectSame(ray, exchange);
    }
  const unknown = recorded("jobs-lifecycle.json", ({ case: name }) => name.startsWith("unknown id or path"));
  for (const exchange of unknown) await expectSame(ray, exchange);
});

test("a DRIVER entry can be listed and read, and refuses everything else", async () => {
  await using ray = await startReferenceRay({ clocks });
  const listed = one("driver-type.json", ({ request }) => request.path === "/api/jobs/");
  const [entry] = listed.response.body as readonly { readonly entrypoint: string; readonly job_id: string }[];
  ray.addDriverJob();
  const id = ray.addDriverJob({ entrypoint: entry?.entrypoint ?? "" });
  expect(id).toBe(entry?.job_id);
  const answer = parsed((await ask(ray.url, { path: `/api/jobs/${id}` })).text) as Readonly<Record<string, unknown>>;
  const place = { driver_info: null, start_time: null };
  expect({ ...answer, ...place }).toEqual({ ...entry, ...place });
  for (const exchange of recorded("driver-type.json", ({ response }) => response.status === 400)) {
    await expectSame(ray, exchange);
  }
});

test("logs over HTTP: bodies to the byte, headers and every recorded error", async () => {
  await using ray = await startReferenceRay({ clocks });
  const id = "logs-02821-a";
  await submit(ray.url, { submission_id: id, entrypoint: "true" });
  await ended(ray.url, id);
  const whole = one("logs-http.json", ({ case: name }) => name.startsWith("follow a running job"));
  const { chunks } = whole.response as unknown as { readonly chunks: readonly { readonly latin1: string }[] };
  const log = Buffer.from(chunks.map(({ latin1 }) => latin1).join(""), "latin1");
  writeFileSync(ray.logFile(id), log);
  const bodies = ["whole file", "lines=0 is treated as 1000"];
  for (const { request } of recorded("logs-http.json", ({ case: name }) => bodies.includes(name))) {
    const answer = await ask(ray.url, { path: request.path.replaceAll(RECORDED_NODE, ray.nodeId) });
    expect(answer.bytes.equals(log)).toBe(true);
  }
  const others = recorded("logs-http.json", ({ case: name, request }) => {
    return !bodies.includes(name) && !request.path.includes("/stream") && !name.includes("path escape");
  });
  expect(others.length).toBeGreaterThan(15);
  for (const exchange of others) await expectSame(ray, exchange);
});

test("the state API: bad options, and no objects by path", async () => {
  await using ray = await startReferenceRay({ clocks });
  const nodes = (request: Exchange["request"]): string => request.path.replace("/api/v0/tasks", "/api/v0/nodes");
  const options = recorded("state.json", ({ response, request }) => {
    return response.status !== 200 && (request.path.includes("limit=") || request.path.includes("detail="));
  });
  const paths = recorded("state.json", ({ case: name }) => name === "no path per id");
  const unknown = one("state.json", ({ case: name }) => name === "tasks, filter on an unknown column");
  for (const exchange of [...options, ...paths, unknown]) {
    await expectSame(ray, { ...exchange, request: { ...exchange.request, path: nodes(exchange.request) } });
  }
});

test("token authentication: public paths and refusals", async () => {
  // The recordings hide the token, and so show it like this.
  const token = "<token>";
  await using ray = await startReferenceRay({ clocks, token });
  const masked = ["lower-case bearer", "token without Bearer"];
  const checks = recorded("auth-token.json", ({ case: name, request }) => {
    return !masked.includes(name) && !name.startsWith("logs") && request.path !== "/favicon.ico";
  });
  expect(checks.length).toBeGreaterThan(25);
  for (const exchange of checks) await expectSame(ray, exchange);
  for (const authorization of [`bearer ${token}`, token]) {
    expect((await ask(ray.url, { path: "/api/version", headers: { authorization } })).status).toBe(403);
  }
});

test("packages and Serve: everything that needs no replica, word for word", async () => {
  await using ray = await startReferenceRay({ clocks });
  const packages = [
    "package not there yet",
    "upload (any hash in the name is accepted)",
    "package there",
    "upload again",
    "unknown protocol, GET",
    "https protocol, PUT",
    "name without .zip, PUT",
  ];
  const serve = [
    "get, Serve never started",
    "delete, Serve never started",
    "put, not JSON",
    "get ?api_type=zzz",
    "no path per application: GET",
    "no path per application: DELETE",
    "scale, Serve not running",
  ];
  const exchanges = ["packages.json", "serve-off.json", "serve-on.json", "serve-more.json"].flatMap((file) =>
    recorded(file, ({ case: name }) => packages.includes(name) || serve.includes(name)),
  );
  expect(exchanges).toHaveLength(packages.length + serve.length);
  for (const exchange of exchanges) await expectSame(ray, exchange);
});
