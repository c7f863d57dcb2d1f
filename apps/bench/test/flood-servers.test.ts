import { createSpecValidator, startReferenceAgent } from "@jobwire/testing";
import { agent, ray } from "@jobwire/node";
import { readFileSync } from "node:fs";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import WebSocket from "ws";
import { startFloodAgent } from "../src/servers/flood-agent.ts";
import { floodId } from "../src/servers/flood-id.ts";
import { startFloodRay } from "../src/servers/flood-ray.ts";
import type { FloodServer } from "../src/servers/flood-server.ts";
import { numberedLine } from "../src/servers/flood-text.ts";

const SIZE = 2_000;
const truth = Array.from({ length: SIZE }, (_, i) => numberedLine(i));
const specOf = (name: string) =>
  createSpecValidator(readFileSync(fileURLToPath(new URL(`../../../specs/${name}.yaml`, import.meta.url)), "utf8"));

let rayServer: FloodServer;
let agentServer: FloodServer;
beforeAll(async () => {
  rayServer = await startFloodRay(3);
  agentServer = await startFloodAgent();
});
afterAll(async () => {
  await rayServer.close();
  await agentServer.close();
});

const collect = async (log: AsyncIterable<string>): Promise<ReadonlyArray<string>> => {
  const lines: Array<string> = [];
  for await (const line of log) lines.push(line);
  return lines;
};

/** Every message of a socket, until it closes with the code that comes last. */
const messagesOf = async (url: string): Promise<ReadonlyArray<string>> => {
  const socket = new WebSocket(url.replace("http", "ws"), { perMessageDeflate: false });
  const messages: Array<string> = [];
  socket.on("message", (data: Buffer) => messages.push(data.toString()));
  const [code] = (await once(socket, "close")) as [number];
  return [...messages, String(code)];
};

/** The problems that the description of the server finds in a response. */
const problemsOf = async (spec: ReturnType<typeof specOf>, url: string): Promise<ReadonlyArray<string>> => {
  const response = await fetch(url);
  return spec.validate({
    method: "GET",
    url: url.slice(new URL(url).origin.length),
    status: response.status,
    contentType: response.headers.get("content-type"),
    body: await response.text(),
  }).problems;
};

describe("the Ray flood", () => {
  const job = (finished: boolean, shape: "lines" | "tiny" | "empty" = "lines") =>
    floodId({ shape, size: SIZE, finished });

  it("responds as the description of Ray says", async () => {
    const spec = specOf("ray");
    const id = job(true);
    const paths = [
      "/api/version",
      "/api/jobs/",
      `/api/jobs/${id}`,
      `/api/jobs/${id}/logs`,
      "/api/jobs/unknown",
      "/api/v0/nodes",
      `/api/v0/logs/file?node_id=x&submission_id=${id}&lines=3`,
    ];
    for (const path of paths) expect(await problemsOf(spec, rayServer.address + path), path).toEqual([]);
  });

  it("sends 10 lines a message, and ends as Ray does", async () => {
    const messages = await messagesOf(`${rayServer.address}/api/jobs/${job(false)}/logs/tail`);
    expect(messages[1]).toBe(
      truth
        .slice(10, 20)
        .map((line) => `${line}\n`)
        .join(""),
    );
    expect(messages).toHaveLength(SIZE / 10 + 1);
    expect(messages.at(-1)).toBe("1000");
  });

  it("runs while it is flooded, and has succeeded then; its file grows meanwhile", async () => {
    const id = job(false);
    const status = async (): Promise<unknown> =>
      ((await (await fetch(`${rayServer.address}/api/jobs/${id}`)).json()) as { status: unknown }).status;
    const file = async (lines: number): Promise<string> =>
      await (
        await fetch(`${rayServer.address}/api/v0/logs/file?node_id=x&filename=job-driver-${id}.log&lines=${lines}`)
      ).text();
    expect(await status()).toBe("RUNNING");
    expect(await file(-1)).toBe(
      truth
        .slice(0, 10)
        .map((line) => `${line}\n`)
        .join(""),
    );
    await messagesOf(`${rayServer.address}/api/jobs/${id}/logs/tail`);
    expect(await status()).toBe("SUCCEEDED");
    expect(await file(-1)).toBe(truth.map((line) => `${line}\n`).join(""));
    expect(await file(2)).toBe(`${truth[SIZE - 2]}\n${truth[SIZE - 1]}\n`);
  });

  it.each(["auto", "websocket", "http"] as const)("gives Jobwire every line by %s", async (protocol) => {
    await using cluster = ray({ address: rayServer.address, pollIntervalMs: 10 });
    // Only a socket makes a job write, so the log for HTTP is a finished one.
    expect(await collect(cluster.jobs.tailLogs(job(protocol === "http"), { protocol }))).toEqual(truth);
  });

  it("gives Jobwire the other shapes", async () => {
    await using cluster = ray({ address: rayServer.address, pollIntervalMs: 10 });
    const read = (id: string) => collect(cluster.jobs.tailLogs(id, { protocol: "websocket" }));
    expect(await read(job(false, "tiny"))).toEqual(truth);
    expect(await read(job(false, "empty"))).toEqual(truth.map(() => ""));
    expect((await read(floodId({ shape: "long", size: 5_000_000, finished: true })))[0]).toHaveLength(4_999_999);
  });

  it("lists jobs", async () => {
    await using cluster = ray({ address: rayServer.address });
    expect((await cluster.jobs.list()).map(({ status }) => status)).toEqual(["SUCCEEDED", "RUNNING", "SUCCEEDED"]);
  });
});

describe("the agent flood", () => {
  const job = (finished: boolean) => floodId({ shape: "lines", size: SIZE, finished });

  it("responds as the description of the agent says", async () => {
    const spec = specOf("synapse-agent");
    const id = job(true);
    for (const path of [
      "/health/",
      `/jobs/${id}/`,
      `/jobs/${id}/logs/`,
      "/jobs/unknown/",
      `/jobs/${id}/logs/stream/`,
    ]) {
      expect(await problemsOf(spec, agentServer.address + path), path).toEqual([]);
    }
  });

  it("sends the same bytes as the reference agent", async () => {
    await using reference = await startReferenceAgent({});
    const [socket, stream] = [
      await messagesOf(`${reference.url}/jobs/raysubmit_finished/logs/`),
      await (await fetch(`${reference.url}/jobs/raysubmit_finished/logs/stream/`)).text(),
    ];
    const messages = await messagesOf(`${agentServer.address}/jobs/${job(false)}/logs/`);
    const events = await (await fetch(`${agentServer.address}/jobs/${job(false)}/logs/stream/`)).text();
    const withLine = (text: string | undefined, line: string) => text?.replace("hello", line);
    expect(messages[0]).toBe(withLine(socket[0], numberedLine(0)));
    expect(messages.slice(-2)).toEqual(socket.slice(-2));
    expect(events.split("\n\n")[1]).toBe(withLine(stream.split("\n\n")[0], numberedLine(1)));
    expect(events.split("\n\n").slice(-2)).toEqual(stream.split("\n\n").slice(-2));
    expect(messages).toHaveLength(SIZE + 2);
  });

  it.each(["auto", "websocket", "http"] as const)("gives Jobwire every line by %s", async (protocol) => {
    await using client = agent({ address: agentServer.address, agentToken: "x", pollIntervalMs: 10 });
    expect(await collect(client.jobs.tailLogs(job(false), { protocol }))).toEqual(truth);
    expect(await collect(client.jobs.tailLogs(job(true), { protocol }))).toEqual(truth);
  });
});
