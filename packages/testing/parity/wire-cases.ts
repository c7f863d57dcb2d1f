import { createHash } from "node:crypto";
import { ask, ended, type HttpResponse, type HttpRequest, submit } from "../test/reference-ray/http-client.ts";
import { framesOf, rawWebSocket } from "../test/reference-ray/raw-web-socket.ts";

/** A server's result for one case, masked so that two servers with the same behaviour have the same result. */
export interface WireResult {
  readonly name: string;
  readonly outcome: unknown;
}

/** A job that prints after a second, when Ray's own two lines are certainly in the log: the log is the same each time. */
const LOGS: Readonly<Record<string, string>> = {
  burst: "sleep 1; seq 1 35",
  wide: `sleep 1; for n in $(seq 1 25); do printf '%02d%05000d\\n' $n 0; done`,
  long: `sleep 1; printf '%030000d\\nlast\\n' 0`,
  four: `sleep 1; head -c 4000000 /dev/zero | tr '\\0' y; printf '\\nlast\\n'`,
  five: `sleep 1; echo first; head -c 5000000 /dev/zero | tr '\\0' y; printf '\\nlast\\n'`,
  returns: `sleep 1; printf 'a\\rb\\r\\nc\\n\\r\\n\\rd\\r'`,
  unicode: `sleep 1; printf '\\033[31mred\\033[0m \\000nul\\n한글 é 🚀\\n\\342\\200\\250x\\n\\357\\273\\277bom\\n'`,
  unfinished: "sleep 1; printf 'no newline'",
  invalid: `sleep 1; for n in $(seq 1 400); do printf '%050d\\n' $n; done; printf 'bad \\377 byte\\n'`,
  half: "sleep 1; printf 'x\\360\\237\\230'",
  nothing: "sleep 1",
};

/**
 * Requests whose responses depend only on the server. `NODE` is the head's id, `RUN` makes the job ids of this run. HEAD of a log
 * file is not among them: a real head answers 500 or 200 at random, and after a few of them its whole dashboard hung (the body of
 * the file stays in an inner connection that is used again).
 */
const REQUESTS: readonly (HttpRequest & { readonly name: string })[] = [
  { name: "health", path: "/api/gcs_healthz" },
  { name: "authentication mode", path: "/api/authentication_mode" },
  { name: "authenticate without tokens", method: "POST", path: "/api/authenticate" },
  { name: "HEAD version", method: "HEAD", path: "/api/version" },
  { name: "OPTIONS jobs", method: "OPTIONS", path: "/api/jobs/" },
  { name: "jobs without the slash", path: "/api/jobs" },
  { name: "unknown path", path: "/api/nope" },
  { name: "wrong method", method: "PUT", path: "/api/jobs/" },
  { name: "GET stop", path: "/api/jobs/nope/stop" },
  { name: "unknown job", path: "/api/jobs/nope" },
  { name: "raw slash in the id", path: "/api/jobs/a/b" },
  { name: "tail path without upgrade", path: "/api/jobs/burst-RUN/logs/tail" },
  { name: "tail path without upgrade, unknown job", path: "/api/jobs/nope/logs/tail" },
  ...["origin", "referer", "sec-fetch-mode", "sec-fetch-site", "access-control-request-method"].map((header) => ({
    name: `write with ${header}`,
    method: "POST",
    path: "/api/jobs/nope/stop",
    headers: { [header]: "" },
  })),
  { name: "write as Mozilla", method: "DELETE", path: "/api/x", headers: { "user-agent": "Mozilla/5.0" } },
  ...Object.entries({
    "not JSON": "not json",
    array: [1],
    empty: "",
    "no entrypoint": {},
    "entrypoint a number": { entrypoint: 5 },
    "unknown field": { entrypoint: "echo", surprise: 1 },
    "metadata number": { entrypoint: "echo", metadata: { n: 1 } },
    "runtime_env text": { entrypoint: "echo", runtime_env: "x" },
    "cpus text": { entrypoint: "echo", entrypoint_num_cpus: "1" },
    "memory fraction": { entrypoint: "echo", entrypoint_memory: 1.5 },
    "resources list": { entrypoint: "echo", entrypoint_resources: [] },
  }).map(([name, body]) => ({ name: `submit: ${name}`, method: "POST", path: "/api/jobs/", body })),
  ...["-1", "0", "1", "2", "7", "36", "37", "38", "-2", "2147483648", "1e3", ""].map((lines) => ({
    name: `file, lines=${lines}`,
    path: `/api/v0/logs/file?node_id=NODE&filename=job-driver-burst-RUN.log&lines=${lines}`,
  })),
  ...["returns", "unicode", "unfinished", "invalid", "half", "five"].map((job) => ({
    name: `file, ${job}`,
    path: `/api/v0/logs/file?node_id=NODE&filename=job-driver-${job}-RUN.log&lines=-1`,
  })),
  ...Object.entries({
    "by submission id": "node_id=NODE&submission_id=burst-RUN&lines=1",
    "by submission id, any node": "node_id=whatever&submission_id=burst-RUN&lines=1",
    "by submission id alone": "submission_id=burst-RUN&lines=1",
    "unknown submission id": "node_id=NODE&submission_id=nope",
    "missing file": "node_id=NODE&filename=nope.log",
    "unknown node": "node_id=deadbeef&filename=job-driver-burst-RUN.log",
    "no target": "node_id=NODE",
    "with interval": "node_id=NODE&filename=job-driver-burst-RUN.log&interval=1",
    "bad timeout": "node_id=NODE&filename=job-driver-burst-RUN.log&timeout=x",
    "bad suffix": "node_id=NODE&filename=job-driver-burst-RUN.log&suffix=x",
    "without colours, named":
      "node_id=NODE&filename=job-driver-unicode-RUN.log&filter_ansi_code=true&download_filename=x.log",
  }).map(([name, query]) => ({ name: `file ${name}`, path: `/api/v0/logs/file?${query}` })),
  {
    name: "stream that ends at the end",
    path: "/api/v0/logs/stream?node_id=NODE&filename=job-driver-burst-RUN.log&interval=-1&lines=2",
  },
  { name: "log of another kind", path: "/api/v0/logs/zzz?node_id=NODE&filename=x" },
  { name: "log names", path: "/api/v0/logs?node_id=NODE&glob=job-driver-burst-RUN*" },
  { name: "log names, no node", path: "/api/v0/logs" },
  { name: "log names, unknown address", path: "/api/v0/logs?node_ip=192.0.2.99" },
  { name: "log names, unknown node", path: "/api/v0/logs?node_id=deadbeef" },
  { name: "log names, glob outside", path: "/api/v0/logs?node_id=NODE&glob=../*" },
  ...["limit=abc", "limit=10001", "limit=-1", "detail=perhaps", "timeout=abc", "filter_keys=state"].map((query) => ({
    name: `nodes, ${query}`,
    path: `/api/v0/nodes?${query}`,
  })),
  { name: "nodes, malformed id", path: "/api/v0/nodes?filter_keys=node_id&filter_predicates=%3D&filter_values=ffff" },
  { name: "nodes, bad predicate", path: "/api/v0/nodes?filter_keys=state&filter_predicates=%3C&filter_values=x" },
  {
    name: "jobs of the state API, by id",
    path: "/api/v0/jobs?filter_keys=submission_id&filter_predicates=%3D&filter_values=nothing-RUN",
  },
  { name: "jobs of the state API, bad limit", path: "/api/v0/jobs?limit=abc" },
  { name: "no view of nodes", path: "/nodes" },
  { name: "node unknown", path: "/nodes/ffff" },
];

/** Sent to a server with tokens, in place of the right credentials. `TOKEN` is the right token. */
const CREDENTIALS: readonly Readonly<Record<string, string>>[] = [
  {},
  { authorization: "Bearer wrong" },
  { authorization: "bearer TOKEN" },
  { authorization: "TOKEN" },
  { "x-ray-authorization": "Bearer TOKEN" },
  { authorization: "Basic eDp5", "x-ray-authorization": "Bearer TOKEN" },
  { cookie: "a=b; ray-authentication-token=TOKEN" },
  { cookie: "ray-authentication-token=wrong" },
  { "sec-fetch-mode": "cors" },
];

/** A head sometimes sends an empty 200 for a missing file: the error is lost in a race (see tour-ray.ts). */
const ERROR_MAY_BE_LOST: ReadonlySet<string> = new Set(["file missing file"]);
const MOST_LOST = 50;

/** Repeats the request until the server reports its error. */
async function askForError(url: string, request: HttpRequest): Promise<HttpResponse> {
  for (let asked = 1; ; asked += 1) {
    const answer = await ask(url, request);
    if (answer.status !== 200 || answer.bytes.length > 0 || asked === MOST_LOST) return answer;
  }
}

/**
 * Runs all cases against one server. `run` must be new for each call: it becomes part of the job ids. With a token every request
 * carries it, and the wrong ways to send it are tested as well.
 */
export async function wireResults(url: string, run: string, token: string | undefined): Promise<readonly WireResult[]> {
  const results: WireResult[] = [];
  const carried = token === undefined ? {} : { authorization: `Bearer ${token}` };
  for (const [name, entrypoint] of Object.entries(LOGS))
    await submit(url, { submission_id: `${name}-${run}`, entrypoint }, carried);
  for (const name of Object.keys(LOGS)) {
    const { status } = await ended(url, `${name}-${run}`, carried);
    results.push({ name: `status of ${name}`, outcome: status });
  }
  const nodes = JSON.parse((await ask(url, { path: "/api/v0/nodes", headers: carried })).text) as NodesAnswer;
  const node = nodes.data.result.result[0]?.node_id ?? "";
  const mask = (text: string): string => masked(text).replaceAll(run, "RUN").replaceAll(node, "NODE");
  for (const { name, ...request } of REQUESTS) {
    const path = request.path.replaceAll("RUN", run).replaceAll("NODE", node);
    const sent = { ...request, path, headers: { ...carried, ...request.headers } };
    const answer = await (ERROR_MAY_BE_LOST.has(name) ? askForError(url, sent) : ask(url, sent));
    results.push({ name, outcome: shown(answer, mask) });
  }
  results.push(
    ...(await Promise.all(Object.keys(LOGS).map((name) => tailed(url, `${name}-${run}`, name, carried, mask)))),
  );
  const headers = { ...carried, "sec-websocket-extensions": "permessage-deflate" };
  const compressed = await rawWebSocket(`${url}/api/jobs/burst-${run}/logs/tail`, { headers });
  results.push({
    name: "tail with permessage-deflate",
    outcome: [compressed.status, compressed.headers["sec-websocket-extensions"], compressed.frames],
  });
  const unknown = await rawWebSocket(`${url}/api/jobs/nope/logs/tail`, { headers: carried });
  results.push({ name: "tail of an unknown job", outcome: [unknown.status, unknown.body] });
  for (const credentials of token === undefined ? [] : CREDENTIALS) {
    const headers = Object.fromEntries(
      Object.entries(credentials).map(([header, value]) => [header, value.replace("TOKEN", token ?? "")]),
    );
    const answers = await Promise.all(
      ["GET /api/version", "POST /api/jobs/nope/stop", "GET /api/nope", "POST /api/authenticate"].map(async (line) => {
        const [method = "", path = ""] = line.split(" ");
        const { status, text } = await ask(url, { method, path, headers });
        return [line, status, status === 200 ? "" : text];
      }),
    );
    const tail = await rawWebSocket(`${url}/api/jobs/nope/logs/tail`, { headers });
    results.push({ name: `with ${JSON.stringify(credentials)}`, outcome: [...answers, [tail.status, tail.body]] });
  }
  return results;
}

async function tailed(
  url: string,
  id: string,
  name: string,
  headers: Readonly<Record<string, string>>,
  mask: (text: string) => string,
): Promise<WireResult> {
  // A ping and a close at once: Ray answers neither, and the log still arrives.
  const tail = await rawWebSocket(`${url}/api/jobs/${id}/logs/tail`, { headers, send: [9, 8] });
  const frames = framesOf(tail).map((frame) => [frame.length, digest(mask(frame)), mask(frame).slice(0, 200)]);
  const others = tail.frames.filter(({ opcode }) => opcode !== 1).map((f) => [f.opcode, f.payload.toString("hex")]);
  return { name: `tail of ${name}`, outcome: { status: tail.status, frames, others } };
}

interface NodesAnswer {
  readonly data: { readonly result: { readonly result: readonly { readonly node_id: string }[] } };
}

const HEADERS = ["content-type", "content-disposition", "transfer-encoding", "allow", "set-cookie", "server"];

function shown(answer: HttpResponse, mask: (text: string) => string): unknown {
  const body = mask(answer.bytes.toString("latin1"));
  return {
    status: [answer.status, answer.reason],
    headers: HEADERS.map((name) => [name, answer.headers[name]]),
    // Of a traceback only the reasons: the frames name lines of Ray's own files.
    body: body.startsWith("Traceback") ? body.split("\n").filter((line) => !line.startsWith(" ")) : brief(body),
    complete: answer.complete,
  };
}

function brief(text: string): unknown {
  return text.length > 4000 ? [text.length, digest(text)] : text;
}

function digest(text: string): string {
  return createHash("sha256").update(text).digest("hex").slice(0, 16);
}

function masked(text: string): string {
  return text
    .replace(/\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d{3}/g, "<time>")
    .replace(/"(total|num_after_truncation)": \d+/g, '"$1": <count>')
    .replace(/"(\w+_time)": \d+/g, '"$1": <time>')
    .replace(/(?:\/[\w.-]+)+\/nope\.log/g, "<logs>/nope.log")
    .replace(/Supported filter columns: \{[^}]*\}/, "Supported filter columns: {}");
}
