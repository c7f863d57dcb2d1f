/** When the reports about a pending job are due. */
import { assert, describe, it } from "@effect/vitest";
import { PendingReports } from "../../src/poll/pending.ts";

describe("the reports of a pending job", () => {
  it("come after 3 s, 10 s, 30 s, and then less and less often, at least every ten minutes", () => {
    const reports = new PendingReports();
    const began = 5_000_000;
    let now = began;
    const at = Array.from({ length: 10 }, () => {
      now += reports.dueInMs(now);
      assert.isUndefined(reports.due(now - 1), "a report before its time");
      assert.strictEqual(reports.due(now), now - began);
      assert.isUndefined(reports.due(now), "the same report twice");
      return (now - began) / 1_000;
    });
    assert.deepStrictEqual(at, [3, 10, 30, 70, 150, 310, 630, 1_230, 1_830, 2_430]);
  });

  it("count from the first question, whichever it is", () => {
    const asked = new PendingReports();
    assert.isUndefined(asked.due(1_000));
    assert.isUndefined(asked.due(3_999));
    assert.strictEqual(asked.dueInMs(3_999), 1);
    assert.strictEqual(asked.due(4_000), 3_000);
  });

  it("are due at once when they are late", () => {
    const late = new PendingReports();
    assert.strictEqual(late.dueInMs(0), 3_000);
    assert.strictEqual(late.dueInMs(60_000), 0);
    assert.strictEqual(late.due(60_000), 60_000);
  });

  it("start over when the job left its status", () => {
    const reports = new PendingReports();
    reports.due(0);
    assert.strictEqual(reports.due(10_000), 10_000);
    reports.reset();
    assert.strictEqual(reports.dueInMs(20_000), 3_000);
    assert.isUndefined(reports.due(22_999));
    assert.strictEqual(reports.due(23_000), 3_000);
  });
});
