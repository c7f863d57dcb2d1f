import { afterEach, describe, expect, test } from "vitest";
import type { Adapter } from "../../src/adapter.ts";
import { createAgent, createRay, type Logger, type RayCluster, type RayOptions } from "../../src/index.ts";
import { type ScriptedAnswer, scriptedAdapter } from "../support/scripted-adapter.ts";
import { wireJob } from "../support/wire-job.ts";

const address = "http://127.0.0.1:8265";
const secret = "sesame-open-4711";

interface Entry {
  readonly level: string;
  readonly message: string;
  readonly fields: Readonly<Record<string, unknown>>;
}
const recorder = (): { readonly logger: Logger; readonly entries: Array<Entry> } => {
  const entries: Array<Entry> = [];
  const at = (level: string) => (message: string, fields: Readonly<Record<string, unknown>>) =>
    void entries.push({ level, message, fields });
  return { logger: { error: at("error"), warn: at("warn"), info: at("info"), debug: at("debug") }, entries };
};

let cluster: RayCluster | undefined;
afterEach(async () => await cluster?.close());

const over = (
  request: (path: string, index: number) => ScriptedAnswer,
  options: Partial<RayOptions>,
  more: Partial<Adapter> = {},
): RayCluster => {
  let index = 0;
  const { adapter } = scriptedAdapter({
    request: ({ url }) => request(url.pathname, index++),
    socket: () => ({ fault: "refused" }),
  });
  cluster = createRay({ ...adapter, ...more }, { address, token: secret, headers: { "x-team": secret }, ...options });
  return cluster;
};
const found = (): ScriptedAnswer => ({ json: wireJob("a", "SUCCEEDED"), headers: { "set-cookie": secret } });
const lateOnce = (_: string, index: number): ScriptedAnswer =>
  index === 0 ? { status: 503, body: `no ${secret}` } : found();

describe("a logger", () => {
  test("gets each request, with its attempt, and each retry", async () => {
    const { logger, entries } = recorder();
    await over(lateOnce, { logger, logLevel: "debug" }).jobs.get("a");
    expect(entries.map(({ level, message }) => `${level} ${message}`)).toEqual([
      "debug request failed",
      "info retrying",
      "debug request",
    ]);
    expect(entries[0]?.fields).toMatchObject({ method: "GET", path: "/api/jobs/a", status: 503, attempt: 1 });
    expect(entries[1]?.fields).toMatchObject({ attempt: 1, error: "ServerError", delayMs: expect.any(Number) });
    expect(entries[2]?.fields).toEqual({
      method: "GET",
      path: "/api/jobs/a",
      status: 200,
      durationMs: expect.any(Number),
      attempt: 2,
    });
  });

  test("gets the statuses and the end of a tail, and no line", async () => {
    const { logger, entries } = recorder();
    const log = "line one 8080\nline two 8080\n";
    const tailed = over(
      (path) =>
        path.endsWith("/logs")
          ? { json: { logs: log } }
          : path.startsWith("/api/jobs/")
            ? found()
            : { status: 404, body: "404: Not Found" },
      { logger, logLevel: "debug" },
    ).jobs.tailLogs("a", { protocol: "http" });
    const lines: Array<string> = [];
    for await (const line of tailed) lines.push(line);
    expect(lines).toEqual(["line one 8080", "line two 8080"]);
    const text = JSON.stringify(entries);
    expect(text).toContain("tail of job a at http://127.0.0.1:8265: ended");
    expect(text).toContain('"lines":2');
    expect(text).not.toContain("8080");
  });

  test("gets the failure of a tail, and a warning when failures last", async () => {
    const { logger, entries } = recorder();
    const tailed = over(() => ({ fault: "refused" }), { logger, logLevel: "info", retryForMs: 1_500 }).jobs.tailLogs(
      "a",
    );
    await expect(tailed[Symbol.asyncIterator]().next()).rejects.toMatchObject({ _tag: "ConnectionFailed" });
    expect(entries.some(({ level, message }) => level === "error" && /^tail of job a .* failed$/.test(message))).toBe(
      true,
    );
    expect(entries.some(({ level }) => level === "warn")).toBe(true);
    expect(entries.some(({ level }) => level === "debug")).toBe(false);
  });

  test("never gets a token, the value of a header, a body or a cookie", async () => {
    const { logger, entries } = recorder();
    const client = over(lateOnce, { logger, logLevel: "debug" });
    await client.jobs.submit({ entrypoint: "echo body-9090", submissionId: "b" }).catch(() => undefined);
    await client.jobs.get("a");
    await client.nodes.list({ filters: [{ key: "state", value: "query-7070" }] }).catch(() => undefined);
    expect(entries.length).toBeGreaterThan(3);
    const text = JSON.stringify(entries);
    for (const hidden of [secret, "body-9090", "query-7070", "Bearer"]) expect(text).not.toContain(hidden);
  });

  test("that throws breaks nothing", async () => {
    const broken = (): never => {
      throw new Error("disk full");
    };
    const logger = { error: broken, warn: broken, info: broken, debug: broken };
    expect((await over(lateOnce, { logger, logLevel: "debug" }).jobs.get("a")).status).toBe("SUCCEEDED");
  });

  test("may be console", () => {
    const logger: Logger = console;
    expect(() => over(found, { logger, logLevel: "off" })).not.toThrow();
  });
});

describe("the level", () => {
  const levels = async (options: Partial<RayOptions>, runtime?: string): Promise<ReadonlyArray<string>> => {
    const { logger, entries } = recorder();
    const { logger: own, entries: ownEntries } = recorder();
    const log = { logger, level: () => runtime };
    await over(lateOnce, { ...options, ...("logger" in options ? { logger: own } : {}) }, { log }).jobs.get("a");
    return [...entries, ...ownEntries].map(({ level }) => level);
  };
  test.each<[string, Partial<RayOptions>, string | undefined, ReadonlyArray<string>]>([
    ["is off by default", {}, undefined, []],
    ["is info with a logger", { logger: console }, undefined, ["info"]],
    ["is the environment's", {}, "debug", ["debug", "info", "debug"]],
    ["is the environment's with a logger, too", { logger: console }, " DEBUG ", ["debug", "info", "debug"]],
    ["is the option's before the environment's", { logLevel: "info" }, "debug", ["info"]],
    ["may be off", { logger: console, logLevel: "off" }, "debug", []],
    ["may be error", { logger: console, logLevel: "error" }, undefined, []],
    ["is not an unknown text of the environment", {}, "loud", []],
  ])("%s", async (_, options, runtime, expected) => {
    expect(await levels(options, runtime)).toEqual(expected);
  });
});

test.each([
  [{ logLevel: "loud" }, 'logLevel must be debug, info, warn, error or off, not "loud"'],
  [{ logger: { error: () => {} } }, "it has no warn"],
  [{ logger: "console" }, "it has no error"],
])("%j is refused", (options, message) => {
  const { adapter } = scriptedAdapter({ request: found });
  expect(() => createRay(adapter, { address, ...options } as never)).toThrow(message);
  expect(() =>
    createAgent(adapter, { address: "http://127.0.0.1:8000", agentToken: "t-12345", ...options } as never),
  ).toThrow(message);
});
