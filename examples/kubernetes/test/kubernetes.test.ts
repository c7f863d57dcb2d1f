/** The contract that Jobwire's own systems keep, kept by a system of 200 lines: its tails, waits and submits over a real server. */
import { nodeAdapter } from "@jobwire/node";
import { cutAfter, type Fault, instead, json, responseLost, rewrite } from "@jobwire/testing";
import { afterEach, beforeEach, expect, test } from "vitest";
import { kubernetes, type KubernetesJobs } from "../src/kubernetes.ts";
import { type ClusterRequest, type ScriptedCluster, startScriptedCluster } from "../src/scripted-cluster.ts";

let cluster: ScriptedCluster;
let jobs: KubernetesJobs;

beforeEach(async () => {
  cluster = await startScriptedCluster();
  jobs = kubernetes(nodeAdapter, { address: cluster.url, pollIntervalMs: 20 });
});
afterEach(async () => {
  await jobs.close();
  await cluster.close();
});

/** The first `count` requests to the endpoint get the fault. */
const failFirst = (endpoint: ClusterRequest["endpoint"], fault: Fault, count = 1): void =>
  cluster.setFault((request, nth) => (request.endpoint === endpoint && nth < count ? fault : undefined));

const linesOf = async (tail: AsyncIterable<string>): Promise<ReadonlyArray<string>> => {
  const lines: Array<string> = [];
  for await (const line of tail) lines.push(line);
  return lines;
};
const numbered = (from: number, to: number): ReadonlyArray<string> =>
  Array.from({ length: to - from }, (_, index) => `line ${from + index} ${"x".repeat((from + index) % 7)}`);
const text = (lines: ReadonlyArray<string>): string => lines.map((line) => `${line}\n`).join("");

test("a tail yields every line once through a cut in the middle of a line", async () => {
  const all = numbered(0, 300);
  const job = cluster.add("train", { log: text(all) });
  failFirst("follow", cutAfter(1_234));
  const followed = linesOf(jobs.tailLogs("train"));
  setTimeout(() => job.setStatus("Complete"), 300);
  expect(await followed).toEqual(all);
});

test("a tail ends only after the job did: the end of a stream proves nothing", async () => {
  const job = cluster.add("train", { log: text(numbered(0, 5)) });
  failFirst(
    "follow",
    rewrite((answer) => ({ ...answer, body: job.log.slice() })),
  );
  const followed = linesOf(jobs.tailLogs("train"));
  setTimeout(() => job.append(text(numbered(5, 8))), 400);
  setTimeout(() => job.setStatus("Complete"), 600);
  expect(await followed).toEqual(numbered(0, 8));
});

test("another client resumes exactly at a position", async () => {
  const job = cluster.add("train", { log: text(numbered(0, 50)) });
  const first: Array<string> = [];
  let position: string | undefined;
  for await (const batch of jobs.tailLogs("train").batches()) {
    first.push(...batch.lines);
    position = JSON.stringify(batch.position);
    break;
  }
  job.append(text(numbered(50, 80)));
  job.setStatus("Complete");
  const rest = await linesOf(jobs.tailLogs("train", { from: JSON.parse(position ?? "") as never }));
  expect([...first, ...rest]).toEqual([...numbered(0, 50), ...numbered(50, 80)]);
});

test("a wait retries 503 and returns the terminal job; waitAll asks for all by one list", async () => {
  const job = cluster.add("train");
  const other = cluster.add("other");
  failFirst("get", instead(json({ message: "overloaded" }, { status: 503 })), 3);
  const retries: Array<string> = [];
  setTimeout(() => job.setStatus("Complete"), 100);
  expect(await jobs.wait("train", { onRetry: ({ _tag }) => retries.push(_tag) })).toMatchObject({ status: "Complete" });
  expect(retries).toEqual(["ServerError", "ServerError", "ServerError"]);
  other.setDetails({ message: "OOMKilled" });
  other.setStatus("Failed");
  expect(await jobs.waitAll(["train", "other"])).toMatchObject([{ status: "Complete" }, { status: "Failed" }]);
  await expect(jobs.result("other")).rejects.toMatchObject({
    _tag: "JobFailed",
    message: expect.stringContaining("OOMKilled"),
  });
});

test("a submit whose response is lost starts one job", async () => {
  failFirst("submit", responseLost());
  const job = await jobs.submit({ name: "train", image: "python", command: ["python", "train.py"] });
  expect(cluster.requestsTo("submit")).toHaveLength(1);
  expect([...cluster.jobs.keys()]).toEqual(["train"]);
  expect(JSON.parse(JSON.stringify(job))).toEqual({ kind: "example/kubernetes-job", version: 1, id: "train" });
  const again = jobs.submit({ name: "train", image: "python", command: ["true"] });
  await expect(again).rejects.toMatchObject({ _tag: "Conflict", reason: "exists" });
});

test("list, stop and delete", async () => {
  cluster.add("train");
  expect(await jobs.list()).toEqual([{ name: "train", status: "Running", message: null }]);
  await jobs.stop("train", { wait: true });
  await expect(jobs.handle("train").result()).rejects.toMatchObject({ _tag: "JobStopped" });
  // The response is lost, so that the second try finds no job.
  failFirst("delete", responseLost());
  await jobs.delete("train");
  await expect(jobs.get("train")).rejects.toMatchObject({ _tag: "NotFound", reason: "unknown-job" });
});

test("what cannot work is refused before a request", async () => {
  expect(() => jobs.tailLogs("train", { tail: -1 })).toThrow("tail");
  await expect(jobs.get("No Such Name")).rejects.toMatchObject({ _tag: "InvalidRequest", reason: "local" });
  await expect(jobs.waitAll([])).rejects.toMatchObject({ _tag: "InvalidRequest", reason: "local" });
  expect(cluster.server.requests).toEqual([]);
});
