/** The flood of Ray against the recordings of a real Ray 2.60: the same fields in the same order, the same headers, the same messages. */
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, it } from "vitest";
import WebSocket from "ws";
import { floodId } from "../src/servers/flood-id.ts";
import { startFloodRay } from "../src/servers/flood-ray.ts";
import type { FloodServer } from "../src/servers/flood-server.ts";

/** A recorded exchange, as far as these tests read it. */
interface Exchange {
  readonly case: string;
  readonly request: { readonly path: string };
  readonly response?: { readonly headers: Readonly<Record<string, string>>; readonly body: unknown };
  readonly frames?: ReadonlyArray<{ readonly newlines: number; readonly type: string }>;
  readonly end?: { readonly close_code: number };
}

const recorded = (file: string, named: string): Exchange => {
  const path = fileURLToPath(new URL(`../../../packages/testing/recordings/ray/${file}.json`, import.meta.url));
  const { exchanges } = JSON.parse(readFileSync(path, "utf8")) as { readonly exchanges: ReadonlyArray<Exchange> };
  const found = exchanges.find((exchange) => exchange.case.startsWith(named));
  if (found === undefined) throw new Error(`${file} has no case ${named}`);
  return found;
};

/** The names of an object's fields, and of the objects and the first elements in it. */
const shapeOf = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.length === 0 ? [] : [shapeOf(value[0])];
  if (typeof value !== "object" || value === null) return typeof value;
  return Object.entries(value).map(([name, inner]) => [name, shapeOf(inner)]);
};

let server: FloodServer;
beforeAll(async () => {
  server = await startFloodRay();
});
afterAll(() => server.close());

const id = floodId({ shape: "lines", size: 100, finished: true });

it("has the fields of a real job, in their order", async () => {
  const { response } = recorded("jobs-lifecycle", "get, SUCCEEDED without ray.init");
  const body = (await (await fetch(`${server.address}/api/jobs/${id}`)).json()) as Readonly<Record<string, unknown>>;
  expect(Object.keys(body)).toEqual(Object.keys(response?.body as object));
  expect(body["status"]).toBe("SUCCEEDED");
});

it("has the fields of a real version", async () => {
  const { response } = recorded("misc", "version");
  expect(shapeOf(await (await fetch(`${server.address}/api/version`)).json())).toEqual(shapeOf(response?.body));
});

it("has the fields of a real list of nodes", async () => {
  const { response } = recorded("state", "nodes");
  const named = (body: unknown): unknown =>
    JSON.parse(JSON.stringify(shapeOf(body)).replaceAll(/"node:[\d.]+"/g, '"node:ip"'));
  const own = named(await (await fetch(`${server.address}/api/v0/nodes`)).json());
  const theirs = JSON.stringify(named(response?.body));
  // The resources of a node are its own.
  const withoutResources = (text: string): string => text.replace(/\["resources_total",\[(?:\[[^\]]*\],?)*\]\]/, "");
  expect(withoutResources(JSON.stringify(own))).toBe(withoutResources(theirs));
});

it("has the headers of a real log file", async () => {
  const { response } = recorded("logs-http", "whole file");
  const { headers } = await fetch(`${server.address}/api/v0/logs/file?node_id=x&submission_id=${id}&lines=-1`);
  for (const name of ["content-type", "content-disposition", "transfer-encoding"]) {
    expect(headers.get(name)).toBe(response?.headers[name]);
  }
});

it("has as many lines in a message as a real tail, and closes with its code", async () => {
  const { frames = [], end } = recorded("tail-basic", "opened again after the job finished");
  const forty = floodId({ shape: "lines", size: 40, finished: true });
  const socket = new WebSocket(`${server.address.replace("http", "ws")}/api/jobs/${forty}/logs/tail`);
  const newlines: Array<number> = [];
  socket.on("message", (data: Buffer) => newlines.push(data.toString().split("\n").length - 1));
  const [code] = (await once(socket, "close")) as [number];
  // The recorded log has two lines more, in a message of their own.
  expect(newlines).toEqual(frames.slice(0, -1).map((frame) => frame.newlines));
  expect(code).toBe(end?.close_code);
});
