import fc from "fast-check";
import { assert, describe, it } from "vitest";
import { makeTaskTailBackend } from "../../../src/ray/worker-logs/task-tail.ts";
import type { TailOptions } from "../../../src/tail/options.ts";
import { runTail, smallTuning, type Tailed } from "../../support/run-tail.ts";
import { type ScriptedWorker, scriptedWorker, taskId } from "./scripted-worker.ts";

const tail = (worker: ScriptedWorker, options: TailOptions = {}, small = false): Promise<Tailed> =>
  runTail(
    {
      backend: makeTaskTailBackend(
        worker.api,
        { task_id: taskId, attempt_number: 0 },
        small ? { fileTuning: smallTuning } : {},
      ),
    },
    options,
  );

/** The worker starts the task now. */
const start = (worker: ScriptedWorker): void => {
  worker.print(":task_name:f\n");
  worker.task.start = worker.size();
};

describe("the tail of a task", () => {
  it("returns the lines of the task only, though Ray returns those of the next tasks until it has the end", async () => {
    let end = 0;
    const worker = scriptedWorker((path, self) => {
      if (path !== "/api/v0/tasks") return;
      const look = self.count(path);
      if (look === 2) self.print("three\nfour without an end");
      if (look === 3) {
        end = self.size();
        self.print(":task_name:g\nof another task\n");
      }
      if (look === 6) self.task.state = "FINISHED";
      if (look === 8) self.task.end = end;
    });
    start(worker);
    worker.print("one\ntwo\n");
    const { lines, error, statuses } = await tail(worker);
    assert.isUndefined(error);
    assert.deepStrictEqual(lines, ["one", "two", "three", "four without an end"]);
    assert.deepInclude(statuses.at(-1), { type: "ended", jobStatus: "FINISHED", lines: 4 });
    // While another task may write, the tail asks only for the task, and all text was read: the end costs no further read.
    assert.strictEqual(worker.count("/api/v0/logs/file"), 3);
  });

  it("waits for the rest when the task itself prints a line like Ray's", async () => {
    const worker = scriptedWorker((path, self) => {
      if (path !== "/api/v0/tasks" || self.count(path) !== 4) return;
      self.task.state = "FINISHED";
      self.task.end = self.size();
    });
    start(worker);
    worker.print("one\n:task_name:mine\ntwo\n");
    assert.deepStrictEqual((await tail(worker)).lines, ["one", ":task_name:mine", "two"]);
  });

  it("splits one worker's log between its tasks, whatever they print and whenever Ray reports it", () =>
    fc.assert(
      fc.asyncProperty(
        fc.array(
          fc.constantFrom("a\n", "a\n", "bc", "\n", ":", ":task_name", "é\n", "\r\n", "x".repeat(90), ":task_name:\n"),
          {
            maxLength: 30,
          },
        ),
        fc.array(fc.nat({ max: 3 }), { maxLength: 60 }),
        fc.nat({ max: 5 }),
        fc.nat({ max: 7 }),
        fc.nat({ max: 80 }),
        fc.boolean(),
        async (output, steps, lag, late, others, crashes) => {
          const left = [...output];
          const pace = [...steps];
          let truth = "";
          let end: number | undefined;
          let since = 0;
          const worker = scriptedWorker((path, self) => {
            for (let n = left.length === 0 ? 0 : (pace.shift() ?? 1); n > 0 && left.length > 0; n--) {
              const text = left.shift() ?? "";
              truth += text;
              self.print(text);
            }
            if (left.length > 0 || path !== "/api/v0/tasks") return;
            if (end === undefined) {
              end = self.size();
              if (crashes) self.workerAlive = false;
              else self.print(`:task_name:g\n${"other\n".repeat(others)}`);
            }
            since += 1;
            if (since > lag) self.task.state = crashes ? "FAILED" : "FINISHED";
            if (since > Math.min(late, lag + 2) && !crashes) self.task.end = end;
          });
          start(worker);
          const { lines, error } = await tail(worker, {}, true);
          const text = truth.replaceAll("\r\n", "\n");
          const expected = text.split("\n");
          if (expected.at(-1) === "") expected.pop();
          if (crashes && truth.includes(":task_name:")) {
            assert.deepInclude(error, { _tag: "JobLost", reason: "end-unknown" });
            assert.deepStrictEqual(lines, expected.slice(0, lines.length));
            return;
          }
          assert.isUndefined(error, error?.message);
          assert.deepStrictEqual(lines, expected);
        },
      ),
      { numRuns: 300 },
    ));

  it("keeps what a thread of the task printed after the task's end", async () => {
    let end = 0;
    const worker = scriptedWorker((path, self) => {
      if (path !== "/api/v0/tasks") return;
      const look = self.count(path);
      if (look === 2) {
        end = self.size();
        self.print("late\nlater");
      }
      if (look === 5) Object.assign(self.task, { state: "FINISHED", end });
    });
    start(worker);
    worker.print("one\n");
    const { lines, error } = await tail(worker);
    assert.isUndefined(error);
    assert.deepStrictEqual(lines, ["one", "late", "later"]);
  });

  it("reads to the end of the file when the worker died, once Ray had time to report an end", async () => {
    const worker = scriptedWorker();
    start(worker);
    worker.print("one\nabout to crash :task_na");
    worker.workerAlive = false;
    Object.assign(worker.task, { state: "FAILED", errorType: "WORKER_DIED" });
    const { lines, error, statuses, tookMs } = await tail(worker);
    assert.isUndefined(error);
    assert.deepStrictEqual(lines, ["one", "about to crash :task_na"]);
    assert.deepInclude(statuses.at(-1), { jobStatus: "FAILED", message: "it failed: WORKER_DIED" });
    assert.isAtLeast(tookMs, 3_000);
    assert.isAtMost(tookMs, 10_000);
  });

  it("fails when Ray never reports where the output ends, with a position after the lines that are certain", async () => {
    for (const more of [":task_name:g\nof another\n", ""]) {
      const worker = scriptedWorker();
      start(worker);
      worker.print(`one\n${more}`);
      worker.task.state = "FINISHED";
      const { lines, error } = await tail(worker);
      assert.deepInclude(error, { _tag: "JobLost", reason: "end-unknown", jobStatus: "FINISHED" });
      assert.deepStrictEqual(lines, ["one"]);
      assert.deepInclude(error?.position, { lines: 1 });
    }
  });

  it("ends without lines for an attempt that never reached a worker, and fails for one whose record is missing", async () => {
    const never = scriptedWorker();
    Object.assign(never.task, {
      state: "FAILED",
      errorType: "TASK_UNSCHEDULABLE_ERROR",
      workerId: null,
      events: ["PENDING_NODE_ASSIGNMENT", "FAILED"],
    });
    const ended = await tail(never);
    assert.isUndefined(ended.error);
    assert.deepInclude(ended.statuses.at(-1), { type: "ended", lines: 0, jobStatus: "FAILED" });
    const rotated = scriptedWorker();
    rotated.task.state = "FINISHED";
    assert.deepInclude((await tail(rotated)).error, { _tag: "JobLost", reason: "end-unknown" });
  });

  it("waits for a task that has not started, and reports why", async () => {
    const worker = scriptedWorker((path, self) => {
      if (path !== "/api/v0/tasks" || self.count(path) !== 8) return;
      start(self);
      self.print("hello\n");
      Object.assign(self.task, { state: "FINISHED", end: self.size() });
    });
    worker.task.state = "PENDING_NODE_ASSIGNMENT";
    const { lines, statuses } = await tail(worker);
    assert.deepStrictEqual(lines, ["hello"]);
    assert.isTrue(statuses.some((status) => status.type === "pending" && status.reason.includes("PENDING_NODE")));
  });

  it("needs no read of a log that Ray recorded as empty, and does not believe an empty response for another", async () => {
    const empty = scriptedWorker();
    start(empty);
    Object.assign(empty.task, { state: "FINISHED", end: empty.size() });
    assert.deepInclude((await tail(empty)).statuses.at(-1), { type: "ended", lines: 0 });
    assert.strictEqual(empty.count("/api/v0/logs/file"), 0);
    for (const answer of [{ body: "" }, { body: "on" }]) {
      const worker = scriptedWorker();
      start(worker);
      worker.print("one\ntwo\n");
      Object.assign(worker.task, { state: "FINISHED", end: worker.size() });
      worker.answers.push(answer);
      const { lines, error } = await tail(worker);
      assert.isUndefined(error);
      assert.deepStrictEqual(lines, ["one", "two"]);
    }
  });

  it("continues at a position, in the running task and after its end", async () => {
    const worker = scriptedWorker((path, self) => {
      if (path !== "/api/v0/tasks" || self.count(path) !== 3) return;
      self.print("three\n");
      const end = self.size();
      self.print(":task_name:g\nother\n");
      Object.assign(self.task, { state: "FINISHED", end });
    });
    start(worker);
    worker.print("one\ntwo\n");
    const first = await tail(worker);
    for (const batch of first.batches) {
      const rest = await tail(worker, { from: batch.position });
      assert.deepStrictEqual(rest.lines, first.lines.slice(batch.position.lines));
      assert.isUndefined(rest.error);
    }
    const position = first.batches.at(-1)?.position;
    const other = scriptedWorker();
    start(other);
    Object.assign(other.task, { state: "FINISHED", end: other.size() });
    assert.deepInclude((await tail(other, { from: position })).error, { _tag: "LogReset" });
    assert.deepStrictEqual((await tail(worker, { tail: 2 })).lines, ["two", "three"]);
  });

  it("waits a moment for a task that Ray does not list yet", async () => {
    const worker = scriptedWorker((path, self) => {
      if (path !== "/api/v0/tasks" || self.count(path) !== 4) return;
      self.known = true;
      start(self);
      self.print("one\n");
      Object.assign(self.task, { state: "FINISHED", end: self.size() });
    });
    worker.known = false;
    assert.deepStrictEqual((await tail(worker)).lines, ["one"]);
    const unknown = scriptedWorker();
    unknown.known = false;
    const { error, tookMs } = await tail(unknown);
    assert.deepInclude(error, { _tag: "NotFound", reason: "unknown-task" });
    assert.isAtMost(tookMs, 4_000);
  });

  it("fails as JobLost when Ray forgets the task, or its node dies", async () => {
    const forgotten = scriptedWorker((path, self) => {
      if (self.count("/api/v0/tasks") === 3) self.known = false;
    });
    start(forgotten);
    forgotten.print("one\n");
    const gone = await tail(forgotten);
    assert.deepInclude(gone.error, { _tag: "JobLost", reason: "gone" });
    assert.deepStrictEqual(gone.lines, ["one"]);
    const dead = scriptedWorker((path, self) => {
      if (self.count("/api/v0/tasks") === 3) self.nodeAlive = false;
    });
    start(dead);
    dead.print("one\n");
    const { error, lines, tookMs } = await tail(dead);
    assert.deepInclude(error, { _tag: "JobLost", reason: "node-dead" });
    assert.deepStrictEqual(lines, ["one"]);
    assert.isAtMost(tookMs, 15_000);
  });

  it("names what to read instead for a call of an actor, and the known attempts", async () => {
    const call = scriptedWorker();
    Object.assign(call.task, { actorId: "b".repeat(32), state: "FINISHED" });
    const { error } = await tail(call);
    assert.deepInclude(error, { _tag: "InvalidRequest", reason: "server" });
    assert.include(error?.message, "Read the actor's log");
    const worker = scriptedWorker();
    const backend = makeTaskTailBackend(worker.api, { task_id: taskId, attempt_number: 4 }, {});
    assert.deepInclude((await runTail({ backend })).error, { _tag: "NotFound", reason: "unknown-log" });
    worker.known = false;
    assert.deepInclude((await tail(worker)).error, { _tag: "NotFound", reason: "unknown-task" });
  });

  it("asks once and ends when it does not follow", async () => {
    const worker = scriptedWorker();
    start(worker);
    worker.print("one\n:task_name:g\nother\n");
    const { lines, error } = await tail(worker, { follow: false });
    assert.isUndefined(error);
    assert.deepStrictEqual(lines, ["one"]);
  });
});
