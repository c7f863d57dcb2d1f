import { ConnectionFailed, LogReset } from "@jobwire/core";
import { expect, test, vi } from "vitest";
import { FollowedLogs } from "../../src/log/followed-logs.ts";
import { logView } from "../../src/log/log-view.ts";
import { memorySegments } from "../../src/spool/memory-segments.ts";
import { SpoolBudget } from "../../src/spool/spool-budget.ts";
import { formatOffset } from "../../src/streams/format-offset.ts";
import { ScriptedSource } from "../support/scripted-source.ts";
import { until } from "../support/until.ts";

const make = (own: { readonly maxLogs?: number; readonly keepMs?: number } = {}): FollowedLogs =>
  new FollowedLogs({
    maxLogs: 3,
    keepMs: 60_000,
    spool: { store: memorySegments(), budget: new SpoolBudget(1 << 30), inTurn: (read) => read() },
    ...own,
  });
const start = formatOffset(0);
const text = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);

test("any number of readers have one read of the source, and each gets all of it", async () => {
  const logs = make();
  const source = new ScriptedSource();
  const readers = Array.from({ length: 100 }, () => logs.open("a", () => source, true));
  source.write("one\ntwo\n");
  source.end();
  await until(() => readers[0]?.log.closed === true);
  for (const reader of readers) {
    if (reader === undefined) throw new Error("no reader");
    const part = await logView(reader.log).read(start, 1000);
    expect(part).toMatchObject({ next: formatOffset(8), upToDate: true, closed: true });
    expect(text(part.bytes)).toBe("one\ntwo\n");
  }
  expect(source.reads).toHaveLength(1);
  await logs.close();
});

test("a log is followed until keepMs after its last reader, and a reader in between keeps it", async () => {
  vi.useFakeTimers();
  try {
    const logs = make({ keepMs: 1000 });
    const source = new ScriptedSource();
    logs.open("a", () => source, true)?.leave();
    await vi.advanceTimersByTimeAsync(999);
    const second = logs.open("a", () => source, true);
    await vi.advanceTimersByTimeAsync(5000);
    expect(source.running).toBe(1);
    second?.leave();
    second?.leave(); // counts once
    await vi.advanceTimersByTimeAsync(999);
    expect(source.running).toBe(1);
    await vi.advanceTimersByTimeAsync(1);
    expect(source.running).toBe(0);
    expect(source.reads).toHaveLength(1);
    await logs.close();
  } finally {
    vi.useRealTimers();
  }
});

test("a failure that may pass ends the reads, and the next reader continues where the log ended", async () => {
  const logs = make();
  const source = new ScriptedSource();
  source.write("one\n");
  source.fail(new ConnectionFailed({ message: "away", reason: "unreachable" }));
  const first = logs.open("a", () => source, true);
  await until(() => first?.log.failure !== undefined);
  if (first === undefined) throw new Error("no reader");
  expect(text((await logView(first.log).read(start, 10)).bytes)).toBe("one\n");
  await expect(logView(first.log).read(formatOffset(4), 10)).rejects.toMatchObject({ _tag: "ConnectionFailed" });
  first.leave();
  source.mend();
  source.write("two\n");
  source.end();
  const second = logs.open("a", () => source, false);
  expect(second?.log).toBe(first.log);
  await until(() => second?.log.closed === true);
  expect(text((await logView(first.log).read(start, 100)).bytes)).toBe("one\ntwo\n");
  expect(source.reads.map(({ from }) => from)).toEqual([0, 4]);
  await logs.close();
});

test("a lost log stays lost for those who continue, and begins anew for a reader from the start", async () => {
  const logs = make();
  const old = new ScriptedSource();
  old.write("old\n");
  old.fail(new LogReset({ message: "another log", reason: "different-bytes" }));
  const first = logs.open("a", () => old, true);
  await until(() => first?.log.lost === true);
  const continuing = logs.open("a", () => old, false);
  if (continuing === undefined) throw new Error("no reader");
  await expect(logView(continuing.log).read(formatOffset(4), 10)).rejects.toMatchObject({ _tag: "LogReset" });
  expect(old.reads).toHaveLength(1);
  const other = new ScriptedSource();
  other.write("new log\n");
  other.end();
  const again = logs.open("a", () => other, true);
  await until(() => again?.log.closed === true);
  if (again === undefined) throw new Error("no reader");
  expect(text((await logView(again.log).read(start, 100)).bytes)).toBe("new log\n");
  // An offset of the old log that is beyond the new one's end is no end.
  await expect(logView(again.log).read(formatOffset(100), 10)).rejects.toMatchObject({ _tag: "LogReset" });
  await logs.close();
});

test("logs without readers make room for others; with readers on all of them there is none", async () => {
  const logs = make({ maxLogs: 2 });
  const sources = [0, 1, 2].map(() => new ScriptedSource());
  const open = (n: number) => logs.open(String(n), () => sources[n] as ScriptedSource, true);
  const first = open(0);
  const second = open(1);
  expect(open(2)).toBeUndefined();
  second?.leave();
  expect(open(2)).toBeDefined();
  await until(() => sources[1]?.running === 0);
  expect(sources[0]?.running).toBe(1);
  first?.leave();
  await logs.close();
  expect(sources.map(({ running }) => running)).toEqual([0, 0, 0]);
});

test("nothing is kept of a log that failed before its first byte", async () => {
  const logs = make({ maxLogs: 1 });
  const source = new ScriptedSource();
  source.fail(new ConnectionFailed({ message: "away", reason: "unreachable" }));
  const first = logs.open("a", () => source, true);
  await until(() => first?.log.failure !== undefined);
  first?.leave();
  logs.open("a", () => source, true);
  expect(source.reads).toHaveLength(2);
  await logs.close();
});

test("a log of JSON is read by whole messages, also by one that is larger than the limit", async () => {
  class Events extends ScriptedSource {
    override readonly json: boolean = true;
  }
  const logs = make();
  const source = new Events();
  const large = JSON.stringify({ text: "x".repeat(200_000) });
  source.write(`{"n":1}\n${large}\n{"n":2}\n`);
  source.end();
  const reader = logs.open("a", () => source, true);
  await until(() => reader?.log.closed === true);
  if (reader === undefined) throw new Error("no reader");
  const view = logView(reader.log);
  const first = await view.read(start, 20);
  expect(text(first.bytes)).toBe('{"n":1}\n');
  const second = await view.read(first.next, 20);
  expect(text(second.bytes)).toBe(`${large}\n`);
  expect(await view.read(second.next, 20)).toMatchObject({ closed: true });
  await expect(view.read(formatOffset(3), 20)).rejects.toMatchObject({ status: 400 });
  await logs.close();
});
