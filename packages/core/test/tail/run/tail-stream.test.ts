import { Effect, Stream } from "effect";
import { describe, expect, it } from "vitest";
import { ConnectionFailed, RateLimited, Unauthorized } from "../../../src/errors.ts";
import type { TailBatch } from "../../../src/tail/options.ts";
import type { TailPosition } from "../../../src/tail/position.ts";
import { tailStream } from "../../../src/tail/tail.ts";
import { realTuning, runInOrder, runTail } from "../../support/run-tail.ts";
import { ended, running, scriptedBackend } from "./scripted-backend.ts";

describe("a tail with a deadline", () => {
  it("fails with the job as it was read last", async () => {
    const job = { id: "the client's job" };
    const { backend } = scriptedBackend({
      job: [{ jobId: "x1", job }],
      stream: [[{ frames: ["a\n"] }]],
      replay: "always",
    });
    const tailed = await runTail({ backend }, { timeoutMs: 20_000 });
    expect(tailed.error).toMatchObject({
      _tag: "Timeout",
      reason: "deadline",
      jobId: "x1",
      elapsedMs: 20_000,
      message: "The tail of job x did not end within 20000 ms (timeoutMs). Continue from the error's position.",
      position: { lines: 1, units: 1 },
    });
    expect(tailed.error).toHaveProperty("job", job);
    expect(tailed.tookMs).toBe(20_000);
  });

  it("fails without a job when no status was read", async () => {
    const { backend } = scriptedBackend({ job: [running] });
    const tailed = await runTail({ backend: { ...backend, job: Effect.never } }, { timeoutMs: 5 });
    expect(tailed.error).toMatchObject({ _tag: "Timeout", reason: "deadline", position: { lines: 0 } });
  });

  it.each([
    [20_000, 18_000],
    [5_000, 4_500],
  ])("of %i ms tries for the last time at %i ms, though the server asks for more time", async (timeoutMs, tookMs) => {
    const busy = new RateLimited({ message: "busy", retryAfterMs: 90_000 });
    const { backend } = scriptedBackend({ job: [busy, ended], plain: ["a\n"] });
    const tailed = await runTail({ backend }, { timeoutMs });
    expect(tailed.lines).toEqual(["a"]);
    expect(tailed.tookMs).toBe(tookMs);
  });

  it("gives a busy server its time without a deadline", async () => {
    const busy = new RateLimited({ message: "busy", retryAfterMs: 90_000 });
    const { backend } = scriptedBackend({ job: [busy, ended], plain: ["a\n"] });
    const tailed = await runTail({ backend });
    expect(tailed.tookMs).toBe(90_000);
  });
});

describe("the error of a tail", () => {
  const denied = (position?: TailPosition) =>
    new Unauthorized({ message: "denied", ...(position === undefined ? {} : { position }) });

  it("has the position after the last line that the consumer received", async () => {
    const error = denied();
    const { backend } = scriptedBackend({
      job: [running, error],
      stream: [[{ frames: ["a\nb\nc"] }, { closed: "bye" }]],
    });
    const tailed = await runTail({ backend });
    expect(tailed.error).toBe(error);
    expect(tailed.error?.position).toMatchObject({ lines: 2, units: 2, newlines: 1 });
    expect(tailed.error?.position).toEqual(tailed.batches.at(-1)?.position);
  });

  it("keeps a position of its own", async () => {
    const position: TailPosition = { version: 1, lines: 7, units: 9, newlines: 1, anchor: null };
    const { backend } = scriptedBackend({ job: [denied(position)] });
    const tailed = await runTail({ backend });
    expect(tailed.error?.position).toBe(position);
  });

  it("has no position while lines are held for `tail: N`", async () => {
    const { backend } = scriptedBackend({ job: [denied()] });
    const tailed = await runTail({ backend }, { tail: 5 });
    expect(tailed.error).toBeDefined();
    expect(Object.keys(tailed.error ?? {})).not.toContain("position");
  });

  it("is unchanged when it is none of Jobwire's", async () => {
    const alien = new Error("alien");
    const { backend } = scriptedBackend({ job: [running] });
    const tailed = await runTail({ backend: { ...backend, job: Effect.fail(alien as never) } });
    expect(tailed.error).toBe(alien);
    expect(alien).not.toHaveProperty("position");
  });

  it("is the defect when the tail has one", async () => {
    const defect = new Error("a fault of the program");
    const { backend } = scriptedBackend({ job: [running] });
    await expect(runTail({ backend: { ...backend, job: Effect.die(defect) } })).rejects.toBe(defect);
  });

  it("is about the options, before any request", async () => {
    const { backend, requests } = scriptedBackend({ job: [ended] });
    const tailed = await runTail({ backend }, { tail: -1 });
    expect(tailed.error).toMatchObject({ _tag: "InvalidRequest", reason: "local" });
    expect(requests).toEqual([]);
  });
});

describe("the options of a tail", () => {
  it("need no callback for statuses", async () => {
    const { backend } = scriptedBackend({ job: [ended], plain: ["a\nb\n"] });
    const defaults = { idleMs: 30_000, retryForMs: 300_000, pollIntervalMs: 2_000 };
    const batches = await Effect.runPromise(Stream.runCollect(tailStream(backend, {}, defaults)));
    expect(batches.flatMap(({ lines }) => lines)).toEqual(["a", "b"]);
  });

  it.each([
    [{}, {}, 30_000],
    [{ idleMs: 6_000 }, {}, 6_000],
    [{}, { idleMs: 4_000 }, 4_000],
    [{ idleMs: 6_000 }, { idleMs: 4_000 }, 6_000],
  ])(
    "set when a connection without any response is dead: %j, with the defaults %j",
    async (options, defaults, idleMs) => {
      const reset = new ConnectionFailed({ reason: "reset", message: "the link broke" });
      const { backend } = scriptedBackend({ job: [running, reset], stream: [[{ frames: ["a\n"] }]], plain: ["a\n"] });
      const tailed = await runTail({ backend }, { ...options, retryForMs: 0 }, defaults);
      expect(tailed.lines).toEqual(["a"]);
      expect(tailed.error).toBe(reset);
      expect(tailed.tookMs).toBe(idleMs);
    },
  );

  it("count the messages that arrive, or the lines when the backend says so", async () => {
    const tailOf = (messages?: "received" | "lines") => {
      const { backend } = scriptedBackend({ job: [ended], plain: ["a\nb\nc\n"] });
      return runTail({ backend }, { limits: { maxMessages: 2 } }, messages === undefined ? {} : { messages });
    };
    expect((await tailOf()).lines).toEqual(["a", "b", "c"]);
    expect((await tailOf("received")).lines).toEqual(["a", "b", "c"]);
    const limited = await tailOf("lines");
    expect(limited.lines).toEqual(["a", "b"]);
    expect(limited.error).toMatchObject({ _tag: "StreamLimitExceeded" });
  });
});

describe("a consumer that is slow", () => {
  it("makes the source wait, and receives every line", async () => {
    const { backend } = scriptedBackend({ job: [ended] });
    let pulled = 0;
    let ahead = 0;
    const batches: Array<TailBatch> = [];
    const pull = Effect.sync(() => {
      ahead = Math.max(ahead, pulled - batches.length);
      return pulled < 12 ? `${pulled++}\n` : undefined;
    });
    const tailed = await runInOrder(
      { backend: { ...backend, plain: Effect.succeed({ pull }) } },
      {},
      { tuning: { ...realTuning, waitingUnits: 0 }, batches, eachMs: 1_000 },
    );
    expect(tailed.lines).toEqual(Array.from({ length: 12 }, (_, n) => `${n}`));
    expect(ahead).toBeLessThanOrEqual(5);
  });
});
