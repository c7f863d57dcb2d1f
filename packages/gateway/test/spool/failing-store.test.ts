import { expect, test } from "vitest";
import { FollowedLog } from "../../src/log/followed-log.ts";
import { memorySegments } from "../../src/spool/memory-segments.ts";
import type { SegmentStore } from "../../src/spool/segment-store.ts";
import { SpoolBudget } from "../../src/spool/spool-budget.ts";
import { ScriptedSource } from "../support/scripted-source.ts";

const mib = 1024 * 1024;

/** A store on a disk that is full now and then: each third new segment fails once. */
const fullNowAndThen = (): SegmentStore => {
  const store = memorySegments();
  let creates = 0;
  return {
    ...store,
    create: () => {
      creates += 1;
      return creates % 3 === 0 ? Promise.reject(new Error("ENOSPC")) : store.create();
    },
  };
};

test("a disk that is full for a moment loses and repeats nothing, and ends the tail meanwhile", async () => {
  // Parts of about 1 MiB, so that many of them end in a further segment.
  const source = new ScriptedSource(20_000);
  source.write(Array.from({ length: 400_000 }, (_, line) => `${line} a line of the log that is kept\n`).join(""));
  source.end();
  const log = new FollowedLog(source, {
    store: fullNowAndThen(),
    budget: new SpoolBudget(64 * mib),
    inTurn: (read) => read(),
  });
  let failures = 0;
  while (!log.closed) {
    log.follow();
    const seen = log.version;
    if (!log.closed && log.failure === undefined) await log.changed(seen, 10_000, new AbortController().signal);
    if (log.failure === undefined) continue;
    failures += 1;
    expect(source.running).toBe(0);
    expect(log.lost).toBe(false);
  }
  expect(failures).toBeGreaterThan(0);
  const bytes = Buffer.from(source.bytes);
  expect(log.spool.end.offset).toBe(bytes.length);
  for (let at = 0; at < bytes.length; ) {
    const part = await log.spool.read(at, 50_000);
    expect(bytes.subarray(at, at + part.length).equals(part), `the bytes from ${at} on`).toBe(true);
    at += part.length;
  }
  await log.close();
});
