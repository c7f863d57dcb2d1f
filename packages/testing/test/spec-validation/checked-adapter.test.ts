/** The checked adapter changes nothing that passes through it, and misses no response. */
import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { Readable } from "node:stream";
import { gzipSync } from "node:zlib";
import { expect, onTestFinished, test } from "vitest";
import { type CheckedResponse, checkedAdapter, createSpecValidator } from "../../src/index.ts";
import { raySpecText } from "../recordings/ray-spec.ts";

const validator = createSpecValidator(raySpecText);
const version = JSON.stringify({ version: "4", ray_version: "2.60.0", ray_commit: "c", session_name: "s" });
const json = { "content-type": "application/json; charset=utf-8" };

/** A minimal adapter: the runtime's fetch. */
const plainAdapter = {
  name: "plain",
  request: async (sent: { readonly url: string; readonly method: string; readonly signal?: AbortSignal }) => {
    const answer = await fetch(sent.url, { method: sent.method });
    const body: AsyncIterable<Uint8Array> = answer.body === null ? Readable.from([]) : answer.body;
    return { status: answer.status, headers: Object.fromEntries(answer.headers), body };
  },
};

const watch = async (answer: RequestListener, maxBodyBytes?: number) => {
  const server = createServer(answer).listen(0, "127.0.0.1");
  await new Promise((listening) => server.once("listening", listening));
  onTestFinished(() => server.closeAllConnections());
  onTestFinished(() => void server.close());
  const seen: Array<CheckedResponse> = [];
  const adapter = checkedAdapter(plainAdapter, {
    validator,
    report: (checked) => seen.push(checked),
    ...(maxBodyBytes === undefined ? {} : { maxBodyBytes }),
  });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/api/version`;
  return { seen, adapter, url, ask: () => adapter.request({ url, method: "GET" }) };
};

const bytesOf = async (body: AsyncIterable<Uint8Array>): Promise<Buffer> => {
  const chunks: Array<Uint8Array> = [];
  for await (const chunk of body) chunks.push(chunk);
  return Buffer.concat(chunks);
};

const textOf = async (body: AsyncIterable<Uint8Array>): Promise<string> => (await bytesOf(body)).toString();

test("a described response passes through and is reported once, after it was read", async () => {
  const { seen, ask, adapter } = await watch((_, response) => response.writeHead(200, json).end(version));
  const answer = await ask();
  expect(seen).toEqual([]);
  expect(await textOf(answer.body)).toBe(version);
  expect(seen).toMatchObject([{ ok: true, bodyChecked: true, operationId: "getVersion", status: 200 }]);
  expect(adapter.name).toBe("plain");
});

test.each<[string, RequestListener, string]>([
  ["a field that is missing", (_, response) => response.writeHead(200, json).end("{}"), "required property 'version'"],
  [
    "a status nobody described",
    (_, response) => response.writeHead(418, json).end("{}"),
    "does not describe this status",
  ],
  [
    "HTML",
    (_, response) => response.writeHead(200, { "content-type": "text/html" }).end("<p>"),
    "text/html is not described",
  ],
  ["no content type", (_, response) => response.writeHead(200).end("x"), "content type (none)"],
  ["half of the JSON", (_, response) => response.writeHead(200, json).end('{"version":'), "not JSON in UTF-8"],
  [
    "bytes that are not UTF-8",
    (_, response) => response.writeHead(200, json).end(Buffer.from([0x22, 0xff, 0x22])),
    "not JSON in UTF-8",
  ],
])("%s is a problem", async (_name, listener, problem) => {
  const { seen, ask } = await watch(listener);
  await textOf((await ask()).body);
  expect(seen.map((checked) => checked.ok)).toEqual([false]);
  expect(seen[0]?.problems.join("\n")).toContain(problem);
});

test("a cut body rejects as without the check, and its head is checked", async () => {
  let cut = (): void => undefined;
  const { seen, ask } = await watch((_, response) => {
    response.writeHead(200, { ...json, "content-length": 1000 }).write("{");
    cut = () => void response.destroy();
  });
  const answer = await ask();
  cut();
  await expect(textOf(answer.body)).rejects.toThrow();
  expect(seen).toMatchObject([{ ok: true, bodyChecked: false, bodyNotChecked: "unfinished" }]);
});

test("an abandoned body and one that is too large are reported as unchecked", async () => {
  const { seen, ask } = await watch((_, response) => response.writeHead(200, json).end(version), 10);
  for await (const chunk of (await ask()).body) {
    expect(chunk.byteLength).toBeGreaterThan(0);
    break;
  }
  await textOf((await ask()).body);
  expect(seen.map((checked) => checked.bodyNotChecked)).toEqual(["unfinished", "too-large"]);
});

test("a response that its signal aborts is reported once, whether its body was read or not", async () => {
  const { seen, adapter, url } = await watch((_, response) => response.writeHead(200, json).end(version));
  for (const asked of [false, true]) {
    const leave = new AbortController();
    const { body } = await adapter.request({ url, method: "GET", signal: leave.signal });
    const pieces = body[Symbol.asyncIterator]();
    if (asked) await pieces.next();
    leave.abort();
    await pieces.return?.();
  }
  expect(seen.map((checked) => checked.bodyNotChecked)).toEqual(["unfinished", "unfinished"]);
});

test("sockets: an accepted upgrade, a refused one, and a failure without a response", async () => {
  const seen: Array<CheckedResponse> = [];
  const refusal = Object.assign(new Error("refused"), {
    answer: { status: 404, headers: { "content-type": "text/plain; charset=utf-8" }, body: "Job nope does not exist" },
  });
  const outcomes: Array<unknown> = [refusal, new Error("reset")];
  const adapter = checkedAdapter(
    {
      ...plainAdapter,
      openSocket: async (sent: { readonly url: string }) => {
        const failure = outcomes.shift();
        if (failure !== undefined) throw failure;
        return `a socket to ${sent.url}`;
      },
    },
    { validator, report: (checked) => seen.push(checked) },
  );
  const url = "ws://127.0.0.1:8265/api/jobs/nope/logs/tail";
  await expect(adapter.openSocket({ url })).rejects.toBe(refusal);
  await expect(adapter.openSocket({ url })).rejects.toThrow("reset");
  expect(await adapter.openSocket({ url })).toBe(`a socket to ${url}`);
  expect(seen).toMatchObject([
    { ok: true, operationId: "tailJobLogs", status: 404, bodyChecked: true },
    { ok: true, operationId: "tailJobLogs", status: 101, bodyNotChecked: "none" },
  ]);
});

test.each([
  ["as it is", gzipSync(version), { bodyChecked: true }],
  ["unpacked by the runtime", Buffer.from(version), { bodyChecked: true }],
  ["beyond the limit once unpacked", gzipSync(`${version}${" ".repeat(1 << 20)}`), { bodyNotChecked: "too-large" }],
] as const)("a packed body, %s, is checked for what is in it", async (_name, bytes, verdict) => {
  const seen: Array<CheckedResponse> = [];
  const headers = { ...json, "content-encoding": "gzip" };
  const request = async (_sent: { readonly url: string; readonly method: string }) => ({
    status: 200,
    headers,
    body: Readable.from([bytes]),
  });
  const adapter = checkedAdapter({ request }, { validator, report: (one) => seen.push(one), maxBodyBytes: 1 << 20 });
  const answer = await adapter.request({ url: "/api/version", method: "GET" });
  // The reader gets the body as received, packed or not.
  expect((await bytesOf(answer.body)).equals(bytes)).toBe(true);
  expect(seen).toMatchObject([{ ok: true, operationId: "getVersion", ...verdict }]);
});
