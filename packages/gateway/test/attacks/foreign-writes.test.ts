import { expect, test, vi } from "vitest";
import { type AttackedGateway, jobId, noRate, startAttackedGateway } from "./attacked-gateway.ts";
import { writes } from "./operations.ts";

vi.setConfig({ testTimeout: 60_000 });

const start = (): Promise<AttackedGateway> =>
  startAttackedGateway({ allowAnonymous: "all", rate: noRate, origins: ["https://app.example.com"] });

/** Requests that changed something, or tried to. */
const writesUpstream = ({ head }: AttackedGateway): ReadonlyArray<string> =>
  head.server.requests.filter(({ method }) => method !== "GET").map(({ method, url }) => `${method} ${url}`);

const sendAll = async (
  { send }: AttackedGateway,
  headers: Record<string, string | undefined>,
): Promise<ReadonlyArray<number>> => {
  const statuses: Array<number> = [];
  for (const { path, init } of writes("ray", jobId)) {
    const all = new Headers(init?.headers);
    for (const [name, value] of Object.entries(headers)) {
      if (value === undefined) all.delete(name);
      else all.set(name, value);
    }
    // A body as bytes: text would get a content type of its own.
    const body = typeof init?.body === "string" ? new TextEncoder().encode(init.body) : null;
    statuses.push((await send(path, { ...init, body, headers: all })).status);
  }
  return statuses;
};

test.each([
  { origin: "https://evil.example" },
  { origin: "null" },
  { origin: "http://127.0.0.1:8081" },
  { origin: "http://127.0.0.1:8080.evil.example" },
  { origin: "http://evil.example/http://127.0.0.1:8080" },
  { origin: "https://app.example.com.evil.example" },
  { origin: "https://evil.example, https://app.example.com" },
  { origin: "http://app.example.com" },
  { origin: "https://APP.example.com.evil.example" },
  { origin: "" },
  { "sec-fetch-site": "cross-site" },
  { "sec-fetch-site": "same-site" },
  { origin: "https://evil.example", "sec-fetch-site": "same-origin" },
  { origin: "http://127.0.0.1:8080", "sec-fetch-site": "cross-site" },
])("a write from a foreign page is refused: %j", async (headers) => {
  const world = await start();
  for (const status of await sendAll(world, headers)) expect(status).toBe(403);
  expect(writesUpstream(world)).toEqual([]);
});

test.each([
  "text/plain",
  "text/plain;charset=UTF-8",
  "text/plain; application/json",
  "application/x-www-form-urlencoded",
  "multipart/form-data; boundary=application/json",
  "application/json-seq",
  "application/jsonp",
  "application/json, text/plain",
  "",
  undefined,
])("a write with content type %j, which a form can send or nobody needs, is refused", async (type) => {
  const world = await start();
  for (const status of await sendAll(world, { "content-type": type })) expect(status).toBe(415);
  expect(writesUpstream(world)).toEqual([]);
});

test("no header or parameter turns a read into a write", async () => {
  const world = await start();
  for (const { path, init } of writes("ray", jobId)) {
    const method = init?.method ?? "";
    for (const header of ["x-http-method-override", "x-http-method", "x-method-override"])
      await world.send(path, { headers: { [header]: method } });
    await world.send(`${path}?_method=${method}`);
  }
  expect(writesUpstream(world)).toEqual([]);
});

test.each([
  {},
  { origin: "http://127.0.0.1:8080", "sec-fetch-site": "same-origin" },
  { origin: "https://app.example.com", "sec-fetch-site": "cross-site" },
  { "sec-fetch-site": "none" },
  { "content-type": "application/json; charset=utf-8" },
])("the gateway's own pages, listed pages and programs may write: %j", async (headers) => {
  const world = await start();
  const [submit, stop, deletion] = await sendAll(world, headers);
  expect(submit).toBe(201);
  expect(stop).toBe(200);
  expect(deletion).toBe(204);
  expect(writesUpstream(world)).toHaveLength(3);
});

test("only listed origins may read responses", async () => {
  const world = await start();
  const allowed = async (origin: string): Promise<string | null> =>
    (await world.send("/v1/systems", { headers: { origin } })).headers.get("access-control-allow-origin");
  expect(await allowed("https://app.example.com")).toBe("https://app.example.com");
  for (const origin of ["https://evil.example", "null", "https://app.example.com.evil.example", "*"])
    expect(await allowed(origin)).toBeNull();
  const preflight = await world.send(`/v1/systems/ray/jobs`, {
    method: "OPTIONS",
    headers: { origin: "https://evil.example", "access-control-request-method": "POST" },
  });
  expect(preflight.headers.get("access-control-allow-origin")).toBeNull();
  expect(preflight.headers.get("access-control-allow-credentials")).toBeNull();
});
