import { assert, describe, it } from "vitest";
import { makeActorTailBackend } from "../../../src/ray/worker-logs/actor-tail.ts";
import type { TailOptions } from "../../../src/tail/options.ts";
import { runTail, type Tailed } from "../../support/run-tail.ts";
import { actorId, fileName, nodeId, type ScriptedWorker, scriptedWorker } from "./scripted-worker.ts";

const tail = (worker: ScriptedWorker, options: TailOptions = {}): Promise<Tailed> =>
  runTail({ backend: makeActorTailBackend(worker.api, actorId, {}) }, options);

/** Changes the worker at one look at the actor. */
const atLook = (changes: Readonly<Record<number, (worker: ScriptedWorker) => void>>): ScriptedWorker =>
  scriptedWorker((path, self) => {
    if (path === "/api/v0/actors") changes[self.count(path)]?.(self);
  });

describe("the tail of an actor", () => {
  it("follows its worker's log until the actor is dead and its process has ended", async () => {
    const worker = atLook({
      2: (self) => self.print("one\n"),
      3: (self) => {
        self.actor.state = "DEAD";
        self.print("two\n");
      },
      // The process writes on for a moment.
      4: (self) => {
        self.print("three");
        self.workerAlive = false;
      },
    });
    const { lines, error, statuses } = await tail(worker);
    assert.isUndefined(error);
    assert.deepStrictEqual(lines, [":job_id:01000000", "one", "two", "three"]);
    assert.deepInclude(statuses.at(-1), { type: "ended", jobStatus: "DEAD", message: "it was killed" });
    assert.strictEqual(worker.count("/api/v0/logs"), 1);
  });

  it("reads the former worker's log to its end when the actor restarts, and a new tail that of the new worker", async () => {
    const worker = atLook({
      3: (self) => {
        self.print("last words\n");
        self.actor.pid = 8;
        self.print("of the new worker\n", 8);
      },
      8: (self) => {
        self.actor.state = "DEAD";
        self.workerAlive = false;
      },
    });
    const first = await tail(worker);
    assert.deepInclude(first.error, { _tag: "LogReset", reason: "restarted" });
    assert.deepStrictEqual(first.lines, [":job_id:01000000", "last words"]);
    assert.deepInclude(first.error?.position, { lines: 2 });
    const second = await tail(worker);
    assert.isUndefined(second.error);
    assert.deepStrictEqual(second.lines, ["of the new worker"]);
  });

  it("waits for a worker, and ends without lines when the actor never had one", async () => {
    const worker = atLook({
      5: (self) => Object.assign(self.actor, { state: "ALIVE", pid: 7, nodeId }),
      7: (self) => {
        self.actor.state = "DEAD";
        self.workerAlive = false;
      },
    });
    Object.assign(worker.actor, { state: "PENDING_CREATION", pid: null, nodeId: null });
    assert.deepStrictEqual((await tail(worker)).lines, [":job_id:01000000"]);
    const never = scriptedWorker();
    Object.assign(never.actor, { state: "DEAD", pid: 0, nodeId: null });
    const { error, statuses } = await tail(never);
    assert.isUndefined(error);
    assert.deepInclude(statuses.at(-1), { type: "ended", lines: 0 });
  });

  it("fails as JobLost when the node died, and when the node no longer has the file", async () => {
    const dead = atLook({ 3: (self) => (self.nodeAlive = false) });
    assert.deepInclude((await tail(dead)).error, { _tag: "JobLost", reason: "node-dead" });
    const gone = scriptedWorker();
    Object.assign(gone.actor, { state: "DEAD" });
    gone.workerAlive = false;
    gone.files.delete(fileName(7));
    assert.deepInclude((await tail(gone)).error, { _tag: "JobLost", reason: "log-gone" });
  });

  it("joins nothing when the log was rotated", async () => {
    const worker = atLook({
      3: (self) => {
        self.files.set(fileName(7), new TextEncoder().encode("after the rotation\n".repeat(9)));
      },
    });
    worker.print("before the rotation\n");
    const { lines, error } = await tail(worker);
    assert.deepInclude(error, { _tag: "LogReset", reason: "different-bytes" });
    assert.deepStrictEqual(lines, [":job_id:01000000", "before the rotation"]);
  });

  it("takes the marker bytes of an old Ray out of the log, and continues at a position", async () => {
    const worker = scriptedWorker(undefined, "2.40.0");
    Object.assign(worker.actor, { state: "DEAD" });
    worker.workerAlive = false;
    worker.files.set(fileName(7), new TextEncoder().encode("1one\ntwo\n"));
    const whole = await tail(worker);
    assert.deepStrictEqual(whole.lines, ["one", "two"]);
    assert.deepStrictEqual((await tail(worker, { from: whole.batches[0]?.position })).lines, []);
  });
});
