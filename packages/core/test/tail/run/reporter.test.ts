import { Effect } from "effect";
import { describe, expect, it } from "vitest";
import type { TailStatus } from "../../../src/tail/options.ts";
import { Reporter } from "../../../src/tail/run/reporter.ts";

/** The statuses that a script of calls reports. */
const reportedBy = (script: (reporter: Reporter) => Iterable<Effect.Effect<void> | void>): Array<TailStatus> => {
  const statuses: Array<TailStatus> = [];
  const reporter = new Reporter(
    (status) => void statuses.push(status),
    () => 7,
  );
  for (const step of script(reporter)) if (Effect.isEffect(step)) Effect.runSync(step);
  return statuses;
};

describe("the statuses of a tail", () => {
  it("state the first source, then each change of source with its reason", () => {
    const statuses = reportedBy((reporter) => [
      reporter.use("file", "first"),
      reporter.use("file", "again"),
      reporter.use("websocket", "the file is read"),
      reporter.use("websocket", "again"),
      reporter.use("file", "the socket closed"),
    ]);
    expect(statuses).toEqual([
      { type: "connecting", source: "file" },
      { type: "source", source: "websocket", reason: "the file is read" },
      { type: "source", source: "file", reason: "the socket closed" },
    ]);
  });

  it("state once that the tail is live, with its source", () => {
    const statuses = reportedBy(function* (reporter) {
      yield reporter.live();
      yield reporter.use("plain", "");
      yield reporter.live();
      yield reporter.use("stream", "next");
      yield reporter.live();
    });
    expect(statuses).toEqual([
      { type: "connecting", source: "plain" },
      { type: "live", source: "plain", lines: 7 },
      { type: "source", source: "stream", reason: "next" },
    ]);
  });

  it("state a resumption once for each interruption, with the text read again", () => {
    const statuses = reportedBy(function* (reporter) {
      yield reporter.resumed(1);
      yield reporter.use("file", "");
      yield reporter.resumed(2);
      yield reporter.resuming();
      yield reporter.resumed(3);
      yield reporter.resumed(4);
      yield reporter.resuming();
      yield reporter.resuming();
      yield reporter.resumed(5);
    });
    expect(statuses).toEqual([
      { type: "connecting", source: "file" },
      { type: "resumed", source: "file", rereadBytes: 3 },
      { type: "resumed", source: "file", rereadBytes: 5 },
    ]);
  });

  it("state no resumption before the tail has a source", () => {
    const statuses = reportedBy(function* (reporter) {
      yield reporter.resuming();
      yield reporter.resumed(1);
      yield reporter.use("file", "");
      yield reporter.resumed(2);
    });
    expect(statuses).toEqual([
      { type: "connecting", source: "file" },
      { type: "resumed", source: "file", rereadBytes: 2 },
    ]);
  });

  it("go nowhere when the caller wants none", () => {
    const reporter = new Reporter(undefined, () => 7);
    expect(reporter.listener).toBeUndefined();
    Effect.runSync(Effect.andThen(reporter.use("file", ""), reporter.live()));
  });

  it("go to the caller through the listener", () => {
    const statuses: Array<TailStatus> = [];
    const { listener } = new Reporter(
      (status) => void statuses.push(status),
      () => 7,
    );
    const live: TailStatus = { type: "live", source: "file", lines: 7 };
    Effect.runSync(listener?.(live) ?? Effect.void);
    expect(statuses).toEqual([live]);
  });
});
