import { describe, expect, it } from "vitest";
import type { SocketClosed } from "../../src/adapter.ts";
import { type FrameQueueOptions, makeFrameQueue } from "../../src/adapter-parts.ts";

const closed: SocketClosed = { type: "closed", code: 1000, reason: "" };
const bytes = (...values: ReadonlyArray<number>): Uint8Array => Uint8Array.from(values);

const made = (options: Partial<FrameQueueOptions> = {}) => {
  const calls: Array<string> = [];
  const scheduled: Array<() => void> = [];
  const queue = makeFrameQueue({
    highWaterBytes: () => 100,
    onFull: () => calls.push("full"),
    onDrained: () => calls.push("drained"),
    schedule: (wake) => scheduled.push(wake),
    ...options,
  });
  const run = (): void => scheduled.splice(0).forEach((wake) => wake());
  return { queue, calls, scheduled, run };
};

describe("the frames of a socket", () => {
  it("come together: those that arrive before the reader is woken", async () => {
    const { queue, run, scheduled } = made();
    const pulled = queue.pull();
    queue.push("a", 1);
    queue.push("b", 1);
    expect(scheduled.length).toBe(1);
    run();
    await expect(pulled).resolves.toEqual({ type: "frames", frames: ["a", "b"] });
    queue.push("c", 1);
    await expect(queue.pull()).resolves.toEqual({ type: "frames", frames: ["c"] });
  });

  it("come at once when a quarter of the mark waits, so that one of many readers gets less", async () => {
    for (const mark of [64_000, 640_000]) {
      const { queue, scheduled } = made({ highWaterBytes: () => mark });
      const pulled = queue.pull();
      queue.push("a", mark / 5);
      await Promise.resolve();
      queue.push("b", mark / 5);
      await expect(pulled).resolves.toEqual({ type: "frames", frames: ["a", "b"] });
      expect(scheduled.length).toBe(1);
    }
  });

  it("come by kinds, in order, when text as UTF-8 and other frames alternate", async () => {
    const { queue } = made();
    queue.pushEncoded(bytes(1));
    queue.pushEncoded(bytes(2));
    queue.push("a", 1);
    queue.push(bytes(3), 1);
    queue.pushEncoded(bytes(4));
    queue.close(closed);
    const pulled = [await queue.pull(), await queue.pull(), await queue.pull(), await queue.pull(), await queue.pull()];
    expect(pulled).toEqual([
      { type: "encoded", frames: [bytes(1), bytes(2)] },
      { type: "frames", frames: ["a", bytes(3)] },
      { type: "encoded", frames: [bytes(4)] },
      closed,
      closed,
    ]);
  });

  it("pause the socket at the high-water mark, once, until the reader has taken all and wants more", async () => {
    const { queue, calls } = made();
    queue.pushEncoded(new Uint8Array(50));
    expect(calls).toEqual([]);
    queue.push("x".repeat(50), 50);
    queue.push("y".repeat(50), 50);
    expect(calls).toEqual(["full"]);
    await queue.pull();
    expect(calls).toEqual(["full"]);
    await queue.pull();
    // A reader that waits for its turn, or for its consumer, gets nothing meanwhile.
    expect(calls).toEqual(["full"]);
    void queue.pull();
    expect(calls).toEqual(["full", "drained"]);
    queue.push("z".repeat(100), 100);
    expect(calls).toEqual(["full", "drained", "full"]);
  });

  it("pause it at the mark of the moment", () => {
    let mark = 1_000;
    const { queue, calls } = made({ highWaterBytes: () => mark });
    queue.push("x", 100);
    expect(calls).toEqual([]);
    mark = 150;
    queue.push("y", 100);
    expect(calls).toEqual(["full"]);
  });

  it("cost something each, so that empty ones pause the socket as well", () => {
    const { queue, calls } = made();
    for (let frames = 0; frames < 6; frames++) queue.pushEncoded(bytes());
    expect(calls).toEqual([]);
    queue.pushEncoded(bytes());
    expect(calls).toEqual(["full"]);
  });

  it("are dropped after the close, and when the reader is gone", async () => {
    const { queue } = made();
    queue.push("a", 1);
    queue.discard();
    queue.close(closed);
    queue.push("b", 1);
    queue.pushEncoded(bytes(1));
    await expect(queue.pull()).resolves.toEqual(closed);
  });

  it("have one reader at a time", async () => {
    const { queue, run } = made();
    const first = queue.pull();
    await expect(queue.pull()).rejects.toThrow("only one pull");
    queue.push("a", 1);
    run();
    await expect(first).resolves.toEqual({ type: "frames", frames: ["a"] });
  });
});
