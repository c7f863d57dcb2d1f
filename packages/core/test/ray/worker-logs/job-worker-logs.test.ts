import { assert, describe, it } from "vitest";
import { nameLines } from "../../../src/ray/worker-logs/named-lines.ts";
import { parseWorkerFile } from "../../../src/ray/worker-logs/worker-file-name.ts";
import { runMerged, scriptedJobWorkers, workerFile } from "./scripted-job-workers.ts";

const own = (job: string): string => `:job_id:${job}\n`;

describe("the merged logs of a job's workers", () => {
  it("have each line once, with its source, from every node, and find new workers", async () => {
    const cluster = scriptedJobWorkers((path, self) => {
      if (path !== "/api/v0/nodes") return;
      const look = self.count(path);
      if (look === 2) self.nodes.set("n2", { alive: true, files: new Map() });
      if (look === 2) self.print("n2", workerFile(3), `${own("01000000")}:actor_name:Speaker\nhello\n`);
      if (look === 3) self.print("n1", workerFile(1), ":task_name:g\nthree\nfour");
      if (look === 5) {
        self.print("n2", workerFile(4, "01000000", "err"), "last\n");
        self.status = "SUCCEEDED";
      }
    });
    cluster.print("n1", workerFile(1), `${own("01000000")}:task_name:f\none\ntwo\n`);
    const { lines, error, statuses } = await runMerged(cluster);
    assert.isUndefined(error);
    assert.deepStrictEqual(lines, {
      "n1/1.out": ["f|one", "f|two", "g|three", "g|four"],
      "n2/3.out": ["Speaker|hello"],
      "n2/4.err": ["|last"],
    });
    assert.deepInclude(statuses.at(-1), { type: "ended", jobStatus: "SUCCEEDED", logs: 3, lines: 6 });
  });

  it("leave out the logs of other jobs, and those of workers that have no job yet", async () => {
    const cluster = scriptedJobWorkers((path, self) => {
      if (path !== "/api/v0/nodes") return;
      if (self.count(path) === 3) self.print("n1", workerFile(3, "ffffffff"), `${own("01000000")}mine\n`);
      if (self.count(path) === 5) self.status = "FAILED";
    });
    cluster.print("n1", workerFile(1, "02000000"), `${own("02000000")}other\n`);
    cluster.print("n1", workerFile(2, "ffffffff"), `${own("02000000")}other\n`);
    cluster.print("n1", workerFile(3, "ffffffff"), "");
    cluster.print("n1", "python-core-worker-00_1.log", "not a log of a worker\n");
    const { lines, error } = await runMerged(cluster);
    assert.isUndefined(error);
    assert.deepStrictEqual(lines, { "n1/3.out": ["|mine"] });
    // Whose log it is was asked once for the other job's.
    const reads = cluster.script.requests.filter(
      ({ url }) => url.searchParams.get("filename") === workerFile(2, "ffffffff"),
    );
    assert.lengthOf(reads, 1);
  });

  it("cost few requests while the logs are quiet, and few slots", async () => {
    const cluster = scriptedJobWorkers((path, self) => {
      if (self.now() - began > 600_000) self.status = "SUCCEEDED";
    });
    const began = cluster.now();
    for (let pid = 1; pid <= 60; pid++) cluster.print("n1", workerFile(pid), `${own("01000000")}line of ${pid}\n`);
    const { lines, error, tookMs } = await runMerged(cluster);
    assert.isUndefined(error);
    assert.lengthOf(Object.keys(lines), 60);
    assert.isAtMost(cluster.atOnce(), 4);
    const perSecond = cluster.count("/api/v0/logs/file") / (tookMs / 1000);
    assert.isAtMost(perSecond, 5);
    assert.isAtMost(cluster.count("/api/v0/logs"), 60);
    assert.isAtMost(tookMs, 640_000);
  });

  it("end with the error of a log that is lost, after the lines of all others", async () => {
    const cluster = scriptedJobWorkers((path, self) => {
      if (path !== "/api/v0/nodes") return;
      if (self.count(path) === 2) self.print("n1", workerFile(1), "two\n");
      const second = self.nodes.get("n2");
      if (self.count(path) === 3 && second !== undefined) second.alive = false;
      if (self.count(path) === 12) {
        self.print("n1", workerFile(1), "three\n");
        self.status = "SUCCEEDED";
      }
    });
    cluster.nodes.set("n2", { alive: true, files: new Map() });
    cluster.print("n1", workerFile(1), "one\n");
    cluster.print("n2", workerFile(2), "on the other node\n");
    const { lines, error } = await runMerged(cluster);
    assert.deepInclude(error, { _tag: "JobLost", reason: "node-dead" });
    assert.deepStrictEqual(lines, { "n1/1.out": ["|one", "|two", "|three"], "n2/2.out": ["|on the other node"] });
  });

  it("do not take an empty response for an empty log", async () => {
    let reads = 0;
    const cluster = scriptedJobWorkers();
    cluster.print("n1", workerFile(1), "one\n");
    cluster.print("n1", workerFile(2, "01000000", "err"), "");
    cluster.answer = (_, filename) => {
      if (filename !== workerFile(1)) return undefined;
      reads += 1;
      if (reads === 2) {
        cluster.print("n1", workerFile(1), "two\n");
        cluster.status = "SUCCEEDED";
      }
      return reads === 2 || reads === 3 ? { body: "" } : undefined;
    };
    const { lines, error } = await runMerged(cluster);
    assert.isUndefined(error);
    assert.deepStrictEqual(lines, { "n1/1.out": ["|one", "|two"] });
    const missing = scriptedJobWorkers();
    missing.status = "SUCCEEDED";
    missing.print("n1", workerFile(1), "one\n");
    missing.answer = () => {
      missing.nodes.get("n1")?.files.clear();
      return { body: "" };
    };
    assert.deepInclude((await runMerged(missing)).error, { _tag: "JobLost", reason: "log-gone" });
  });

  it("continue after a search that failed on its way, without losing what it had found", async () => {
    let failures = 0;
    const cluster = scriptedJobWorkers((path, self) => {
      const second = self.nodes.get("n2");
      if (path === "/api/v0/logs" && second !== undefined) second.alive = failures++ > 2;
      if (path === "/api/v0/nodes" && second !== undefined) second.alive = true;
      if (failures > 4) self.status = "SUCCEEDED";
    });
    cluster.nodes.set("n2", { alive: true, files: new Map() });
    cluster.print("n1", workerFile(1), "one\n");
    cluster.print("n2", workerFile(2), "two\n");
    const { lines, error } = await runMerged(cluster);
    assert.isUndefined(error, error?.message);
    assert.deepStrictEqual(lines, { "n1/1.out": ["|one"], "n2/2.out": ["|two"] });
  });

  it("are read as they are now without follow, and only one output, or the last lines, if asked for", async () => {
    const cluster = scriptedJobWorkers();
    cluster.print("n1", workerFile(1), "one\ntwo\nthree\n");
    cluster.print("n1", workerFile(1, "01000000", "err"), "oh\n");
    const now = await runMerged(cluster, { follow: false });
    assert.deepStrictEqual(now.lines, { "n1/1.out": ["|one", "|two", "|three"], "n1/1.err": ["|oh"] });
    const last = await runMerged(cluster, { follow: false, tail: 1, stream: "out" });
    assert.deepStrictEqual(last.lines, { "n1/1.out": ["|three"] });
  });
});

it("Ray's own lines name the lines that follow, across batches", () => {
  const named = nameLines();
  assert.deepStrictEqual(named([":job_id:01000000", "a", ":task_name:f", "b", "c", ":task_name:g"]), [
    { name: null, lines: ["a"] },
    { name: "f", lines: ["b", "c"] },
  ]);
  const rest = ["d", ": no marker"];
  const [only] = named(rest);
  assert.strictEqual(only?.lines, rest);
  assert.strictEqual(only?.name, "g");
  assert.deepStrictEqual(named([]), []);
});

it("the parts of a worker's file name", () => {
  assert.deepInclude(parseWorkerFile("worker-0a-ffffffff-12.err"), { jobId: undefined, pid: 12, stream: "err" });
  assert.deepInclude(parseWorkerFile("worker-0a-01000000-12.out"), {
    jobId: "01000000",
    workerId: "0a",
    stream: "out",
  });
  for (const name of ["worker-0a-01000000-12.out.1", "io_worker-0a-01000000-12.out", "worker-x-01000000-1.out"])
    assert.isUndefined(parseWorkerFile(name));
});
