import { Effect } from "effect";
import { describe, expect, it } from "vitest";
import {
  BadResponse,
  Forbidden,
  type JobwireError,
  NotFound,
  RedirectRefused,
  Unauthorized,
} from "../../../src/errors.ts";
import { countOf, numbered, utf8 } from "../../support/log-text.ts";
import { runInOrder, type Tailed } from "../../support/run-tail.ts";
import { expectedLines, type Request, type ScriptedLog, scriptedLog } from "../../support/scripted-log.ts";

const refusals: ReadonlyArray<readonly [string, () => JobwireError]> = [
  ["403", () => new Forbidden({ statusCode: 403, message: "403" })],
  ["404", () => new NotFound({ statusCode: 404, reason: "unknown-path", message: "404" })],
  ["401", () => new Unauthorized({ statusCode: 401, message: "401" })],
  ["a redirect", () => new RedirectRefused({ statusCode: 302, reason: "cross-origin", message: "302" })],
  ["a page", () => new BadResponse({ statusCode: 200, reason: "page", message: "a page" })],
];
const forbidden = refusals[0]![1];

type Kind = Request["kind"];

/** A job that writes at each status and ends at this one; the proxy refuses these kinds of requests. */
const behindProxy = (
  refused: ReadonlyArray<Kind>,
  error: () => JobwireError,
  endsAt: number,
  when: (request: Request) => boolean = () => true,
): ScriptedLog =>
  scriptedLog({
    log: utf8(numbered(5)),
    terminal: false,
    fault: (request) => (refused.includes(request.kind) && when(request) ? { failWith: error() } : undefined),
    onRequest: ({ kind, index }, self) => {
      if (kind !== "job") return;
      if (index < endsAt) self.append(utf8(`late ${index}\n`));
      else self.end();
    },
  });

const sourcesOf = ({ statuses }: Tailed): ReadonlyArray<string> =>
  statuses.flatMap((status) => (status.type === "source" ? [`${status.source}: ${status.reason}`] : []));

describe("a proxy that passes only the jobs API", () => {
  it.each(refusals)("costs few requests for the log file, and the reason is reported once (%s)", async (_, error) => {
    const log = behindProxy(["file", "socket"], error, 60);
    const tailed = await runInOrder(log);
    expect(tailed.error).toBeUndefined();
    expect(tailed.lines).toEqual(expectedLines(log.log()));
    expect(tailed.tookMs).toBeGreaterThan(55_000);
    // One at first, and one after 30 s.
    expect(countOf(log.requests, "file")).toBeLessThanOrEqual(2);
    expect(countOf(log.requests, "socket")).toBeLessThanOrEqual(2);
    // A status and the log at each look.
    expect(log.requests.length).toBeLessThanOrEqual(2 * countOf(log.requests, "plain") + 8);
    const [first, ...others] = sourcesOf(tailed);
    expect(first).toMatch(/^(websocket|plain): the log file is not available: /);
    // The WebSocket, too, is left for the plain log once; after 30 s the file is tried again.
    expect(others.length).toBeLessThanOrEqual(3);
  });

  it("still follows by WebSocket where that passes, and proves the end by the plain log", async () => {
    const log = behindProxy(["file"], forbidden, 8);
    const tailed = await runInOrder(log);
    expect(tailed.error).toBeUndefined();
    expect(tailed.lines).toEqual(expectedLines(log.log()));
    expect(tailed.statuses.at(-1)).toMatchObject({ type: "ended", jobStatus: "SUCCEEDED" });
    expect([countOf(log.requests, "file"), countOf(log.requests, "socket")]).toEqual([1, 1]);
    expect(log.requests.at(-1)?.kind).toBe("plain");
    expect(sourcesOf(tailed)[0]).toBe("websocket: the log file is not available: 403");
  });

  it("asks for the file again after half a minute: the proxy may only have restarted", async () => {
    const log = behindProxy(["file", "socket"], forbidden, 90, ({ kind, index }) => kind === "socket" || index === 0);
    const tailed = await runInOrder(log);
    expect(tailed.error).toBeUndefined();
    expect(tailed.lines).toEqual(expectedLines(log.log()));
    const back = log.requests.findIndex(({ kind, index }) => kind === "file" && index === 1);
    expect(log.requests.slice(back).some(({ kind }) => kind === "plain")).toBe(false);
  });

  it("whose refused node list is not asked for at each look", async () => {
    const log = behindProxy(["file", "socket"], forbidden, 60);
    let checks = 0;
    const lost = Effect.suspend(() => {
      checks++;
      return Effect.fail(forbidden());
    });
    const tailed = await runInOrder({ backend: { ...log.backend, lost } });
    expect(tailed.lines).toEqual(expectedLines(log.log()));
    expect(checks).toBeLessThanOrEqual(3);
  });
});

describe("a sign-in that is over in mid-tail", () => {
  const errors = [refusals[0]![1], refusals[2]![1], refusals[3]![1]];

  it("makes the tail wait within retryAuthForMs, and use every source again", async () => {
    for (const error of errors) {
      let over = false;
      const log = scriptedLog({
        log: utf8(numbered(5)),
        terminal: false,
        fault: () => (over ? { failWith: error() } : undefined),
        onRequest: ({ kind, index }, self) => {
          if (kind !== "job") return;
          over = index >= 4 && index < 9;
          if (index === 10) self.append(utf8("late\n"));
          if (index === 14) self.end();
        },
      });
      const tailed = await runInOrder(log, { protocol: "http", retryAuthForMs: 60_000 });
      expect(tailed.error).toBeUndefined();
      expect(tailed.lines).toEqual(expectedLines(log.log()));
      expect(countOf(log.requests, "plain")).toBe(0);
      const retries = tailed.statuses.filter(({ type }) => type === "retrying");
      expect(retries.length).toBe(5);
      expect(retries[0]).toMatchObject({ source: "job", error: error().message });
    }
  });

  it("ends the tail when that time is over, and at once without that option or before the first status", async () => {
    for (const [retryAuthForMs, from, most] of [
      [20_000, 4, 35_000],
      [0, 4, 10_000],
      [20_000, 0, 0],
    ] as const) {
      const log = scriptedLog({
        log: utf8(numbered(5)),
        terminal: false,
        fault: ({ kind, index }) => (kind === "job" && index >= from ? { failWith: refusals[2]![1]() } : undefined),
      });
      const tailed = await runInOrder(log, { protocol: "http", retryAuthForMs });
      expect(tailed.error).toMatchObject({ _tag: "Unauthorized" });
      expect(tailed.tookMs).toBeLessThanOrEqual(most);
      if (retryAuthForMs > 0 && from > 0) expect(tailed.tookMs).toBeGreaterThanOrEqual(20_000);
    }
  });
});

describe("a server that refuses", () => {
  it("every source ends the tail with its error, after two tries", async () => {
    const log = behindProxy(["file", "socket", "plain"], forbidden, 1_000);
    const tailed = await runInOrder(log);
    expect(tailed.error).toMatchObject({ _tag: "Forbidden", position: { lines: 0 } });
    expect(tailed.tookMs).toBeLessThan(10_000);
    expect(log.requests.length).toBeLessThanOrEqual(8);
  });

  it("the job's status in mid-tail ends the tail with the error and the position", async () => {
    const log = scriptedLog({
      log: utf8(numbered(5)),
      terminal: false,
      fault: ({ index }) => (log.requests.length > 20 || index > 6 ? { failWith: refusals[2]![1]() } : undefined),
    });
    const tailed = await runInOrder(log, { protocol: "http" });
    expect(tailed.error).toMatchObject({ _tag: "Unauthorized", position: { lines: 5 } });
    expect(tailed.lines.length).toBe(5);
  });

  it("one source for a moment does not end the tail", async () => {
    const log = behindProxy(
      ["file", "socket", "plain"],
      forbidden,
      60,
      ({ kind, index }) => kind !== "plain" || index === 0,
    );
    const tailed = await runInOrder(log);
    expect(tailed.error).toBeUndefined();
    expect(tailed.lines).toEqual(expectedLines(log.log()));
  });
});
