/** What a web page can send to a reference server on the same machine; raw, because no HTTP client would send it. */
import { connect } from "node:net";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { responseLost, json, startReferenceAgent, startReferenceRay, startReferenceReasoner } from "../../src/index.ts";

interface Door {
  readonly url: string;
  /** A write that succeeds when a program sends it. */
  readonly write: { readonly path: string; readonly body: string; readonly headers?: string };
  readonly read: string;
  readonly socket: string | undefined;
  /** How many objects the writes have created so far. */
  readonly made: () => Promise<number>;
}

const doors: Record<string, Door> = {};
const closers: Array<() => Promise<void>> = [];

const send = (url: string, text: string): Promise<string> =>
  new Promise((resolve, reject) => {
    const socket = connect(Number(new URL(url).port), "127.0.0.1", () => socket.write(text));
    let seen = "";
    socket.on("data", (data) => {
      seen += data.toString("latin1");
      // An accepted upgrade stays open.
      if (seen.startsWith("HTTP/1.1 101")) socket.destroy();
    });
    socket.on("error", reject);
    socket.on("close", () => resolve(seen));
  });

const statusOf = async (url: string, method: string, path: string, headers: string, body = ""): Promise<number> => {
  const length = method === "GET" ? "" : `content-length: ${Buffer.byteLength(body)}\r\n`;
  const name = /^host:/im.test(headers) ? "" : `host: ${new URL(url).host}\r\n`;
  const head = `${method} ${path} HTTP/1.1\r\n${name}connection: close\r\n${length}${headers}\r\n`;
  return Number((await send(url, head + body)).split(" ", 2)[1]);
};

const type = "content-type: application/json\r\n";
const upgrade =
  "upgrade: websocket\r\nconnection: upgrade\r\nsec-websocket-version: 13\r\nsec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\n";

beforeAll(async () => {
  const ray = await startReferenceRay({ clocks: { supervisorStartMs: 10, tailPollMs: 10 } });
  const agent = await startReferenceAgent({ tailPollMs: 10 });
  const reasoner = await startReferenceReasoner();
  closers.push(
    () => ray.close(),
    () => agent.close(),
    () => reasoner.close(),
  );
  const submitted = { path: "/api/jobs/", body: '{"entrypoint":"echo written","submission_id":"seed"}' };
  await statusOf(ray.url, "POST", submitted.path, type, submitted.body);
  const listed = async (url: string): Promise<number> => ((await (await fetch(url)).json()) as unknown[]).length;
  Object.assign(doors, {
    Ray: {
      url: ray.url,
      write: { path: "/api/jobs/", body: '{"entrypoint":"echo written"}' },
      read: "/api/version",
      socket: "/api/jobs/seed/logs/tail",
      made: () => listed(`${ray.url}/api/jobs/`),
    },
    agent: {
      url: agent.url,
      write: { path: "/plugin_releases/1/run/", body: '{"action":"x","params":{"entrypoint":"echo written"}}' },
      read: "/health/",
      socket: `/jobs/${agent.first.running}/logs/`,
      made: () => listed(`${agent.url}/jobs/`),
    },
    "Direct Access": {
      url: reasoner.url,
      write: { path: "/v1alpha1/jobs", body: '{"job_type":"ML","worker_name":"e","payload":"{}"}' },
      read: "/v1alpha1/jobs",
      socket: undefined,
      made: async () => reasoner.jobCount(),
    },
    "Snowflake SQL": {
      url: reasoner.snowflakeUrl,
      write: {
        path: "/api/v2/statements",
        body: JSON.stringify({ statement: "CALL RELATIONALAI.api.EXEC_JOB_ASYNC('ML', 'e', '{}')" }),
        headers: "user-agent: test\r\naccept: application/json\r\n",
      },
      read: "/api/v2/statements/none",
      socket: undefined,
      made: async () => reasoner.jobCount(),
    },
  } satisfies Record<string, Door>);
});
afterAll(() => Promise.all(closers.map((close) => close())));

const names = ["Ray", "agent", "Direct Access", "Snowflake SQL"];

describe.each(names)("the reference %s", (name) => {
  const door = (): Door => doors[name] as Door;
  const write = (headers: string): Promise<number> =>
    statusOf(door().url, "POST", door().write.path, `${door().write.headers ?? ""}${headers}`, door().write.body);

  test("accepts a program's write", async () => {
    const before = await door().made();
    expect(await write(type)).toBe(200);
    expect(await door().made()).toBe(before + 1);
  });

  test.each([
    "origin: http://evil.example\r\n",
    "origin: null\r\n",
    "origin: http://127.0.0.1:1\r\n",
    "origin: OWN\r\n",
    "sec-fetch-site: same-site\r\n",
    "sec-fetch-mode: no-cors\r\n",
    "sec-fetch-dest: empty\r\n",
    "referer: http://127.0.0.1/\r\n",
    "user-agent: Mozilla/5.0\r\n",
    "access-control-request-method: POST\r\n",
  ])("refuses a write with %j, and does nothing", async (mark) => {
    const before = await door().made();
    const headers = mark.replace("OWN", door().url);
    // A second user agent would be another test.
    const status = await statusOf(
      door().url,
      "POST",
      door().write.path,
      mark.startsWith("user-agent")
        ? `accept: */*\r\n${type}${headers}`
        : `${door().write.headers ?? ""}${type}${headers}`,
      door().write.body,
    );
    expect([403, 405]).toContain(status);
    expect(await door().made()).toBe(before);
  });

  test.each([
    "content-type: text/plain\r\n",
    "content-type: text/plain; application/json\r\n",
    "content-type: application/x-www-form-urlencoded\r\n",
    "content-type: multipart/form-data; boundary=x\r\n",
    "",
  ])("refuses a body with %j: 415, and does nothing", async (wrong) => {
    const before = await door().made();
    expect(await write(wrong)).toBe(415);
    expect(await door().made()).toBe(before);
  });

  test.each(["evil.example", "127.0.0.1.evil.example", "localhost.evil", "localhost.", "0.0.0.0", ""])(
    "refuses writes and reads under the host name %j",
    async (host) => {
      const before = await door().made();
      expect(await write(`host: ${host}\r\n${type}`)).toBe(403);
      expect(await statusOf(door().url, "GET", door().read, `host: ${host}\r\n`)).toBe(403);
      expect(await door().made()).toBe(before);
    },
  );

  test.each(["127.0.0.1", "localhost:1", "[::1]:8265", "127.9.9.9"])(
    "responds under the host name %j",
    async (host) => {
      const headers = `host: ${host}\r\naccept: */*\r\nuser-agent: test\r\n`;
      expect([200, 404]).toContain(await statusOf(door().url, "GET", door().read, headers));
    },
  );

  test("lets no page of another origin read, and allows it no preflight", async () => {
    const reads = ["origin: http://evil.example\r\n", "sec-fetch-site: same-site\r\nsec-fetch-mode: no-cors\r\n"];
    for (const headers of reads) expect(await statusOf(door().url, "GET", door().read, headers)).toBe(403);
    const own = `origin: ${door().url}\r\nsec-fetch-site: same-origin\r\naccept: */*\r\nuser-agent: Mozilla/5.0\r\n`;
    expect([200, 404]).toContain(await statusOf(door().url, "GET", door().read, own));
    const asked = `origin: http://evil.example\r\naccess-control-request-method: POST\r\naccess-control-request-headers: content-type\r\n`;
    for (const [method, headers] of [
      ["OPTIONS", asked],
      ["GET", own],
      ["GET", "origin: null\r\n"],
    ] as const) {
      const text = `${method} ${door().write.path} HTTP/1.1\r\nhost: ${new URL(door().url).host}\r\nconnection: close\r\n${headers}\r\n`;
      const answer = await send(door().url, text);
      expect(answer).toMatch(/^HTTP\/1\.1 [24]/);
      expect(answer.toLowerCase()).not.toContain("access-control-allow");
    }
  });

  test("ignores a method in a header or a query", async () => {
    const before = await door().made();
    for (const header of ["x-http-method-override", "x-http-method", "x-method-override"])
      await statusOf(door().url, "GET", `${door().write.path}?_method=POST`, `${header}: POST\r\n${type}`);
    expect(await door().made()).toBe(before);
  });
});

describe.each(["Ray", "agent"])("the WebSocket of the reference %s", (name) => {
  const open = (headers: string): Promise<number> =>
    statusOf(doors[name]!.url, "GET", doors[name]!.socket!, `${upgrade}${headers}`);

  test("opens for a program and for a page of its own origin", async () => {
    expect(await open("")).toBe(101);
    expect(await open(`origin: ${doors[name]!.url}\r\n`)).toBe(101);
  });

  test.each([
    "origin: http://evil.example\r\n",
    "origin: null\r\n",
    "origin: http://127.0.0.1:1\r\n",
    "origin: https://127.0.0.1\r\n",
    "sec-fetch-site: cross-site\r\nsec-fetch-mode: websocket\r\n",
    "host: evil.example\r\n",
    "host: evil.example\r\norigin: http://evil.example\r\n",
  ])("does not open with %j", async (headers) => expect(await open(headers)).toBe(403));
});

test("a fault that carries out a lost request does not carry out a page's request", async () => {
  await using agent = await startReferenceAgent();
  agent.setFault(() => responseLost(json({}, { status: 503 })));
  const count = async (): Promise<number> => {
    agent.setFault(undefined);
    const jobs = ((await (await fetch(`${agent.url}/jobs/`)).json()) as unknown[]).length;
    agent.setFault(() => responseLost(json({}, { status: 503 })));
    return jobs;
  };
  const before = await count();
  const { path, body } = doors["agent"]!.write;
  await statusOf(agent.url, "POST", path, `${type}origin: http://evil.example\r\n`, body);
  await statusOf(agent.url, "POST", path, "content-type: text/plain\r\n", body);
  expect(await count()).toBe(before);
  await statusOf(agent.url, "POST", path, type, body);
  expect(await count()).toBe(before + 1);
});

test("a page's stop request does not stop the job", async () => {
  await using agent = await startReferenceAgent();
  const stop = (headers: string) => statusOf(agent.url, "POST", `/jobs/${agent.first.running}/stop/`, headers);
  expect(await stop("origin: null\r\n")).toBe(403);
  expect(await stop("content-type: application/x-www-form-urlencoded\r\n")).toBe(415);
  expect(await stop("host: evil.example\r\n")).toBe(403);
  const job = await (await fetch(`${agent.url}/jobs/${agent.first.running}/`)).json();
  expect(job).toMatchObject({ status: "RUNNING" });
  expect(await stop("")).toBe(200);
});

test("own pages can write if allowed, foreign pages cannot", async () => {
  await using reasoner = await startReferenceReasoner({ ownPagesMayWrite: true });
  await using agent = await startReferenceAgent({ ownPagesMayWrite: true });
  const { path, body } = doors["Direct Access"]!.write;
  const create = (headers: string) => statusOf(reasoner.url, "POST", path, `${type}${headers}`, body);
  expect(await create(`origin: ${reasoner.url}\r\nsec-fetch-site: same-origin\r\nuser-agent: Mozilla/5.0\r\n`)).toBe(
    200,
  );
  expect(await create("origin: http://127.0.0.1:1\r\nsec-fetch-site: same-site\r\n")).toBe(403);
  expect(await create("sec-fetch-site: same-origin\r\n")).toBe(403);
  const run = (headers: string) =>
    statusOf(agent.url, "POST", doors["agent"]!.write.path, `${type}${headers}`, doors["agent"]!.write.body);
  expect(await run(`origin: ${agent.url}\r\n`)).toBe(200);
  expect(await run(`origin: ${reasoner.url}\r\n`)).toBe(403);
});
