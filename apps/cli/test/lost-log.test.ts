import { type FaultyRay, startFaultyRay } from "@jobwire/testing";
import { afterEach, beforeEach, expect, test } from "vitest";
import { runCli } from "./run-cli.ts";

let ray: FaultyRay;
beforeEach(async () => {
  ray = await startFaultyRay({ submissionId: "running", status: "RUNNING", log: "one\ntwo\n" });
  for (const status of ["SUCCEEDED", "FAILED", "STOPPED"] as const)
    ray.addJob(status.toLowerCase(), { status, log: "one\n" });
});
afterEach(() => ray.close());

const logs = (...args: ReadonlyArray<string>): ReturnType<typeof runCli> =>
  runCli(["ray", "logs", "--address", ray.url, ...args]);

test("[honest-end] a job whose log is lost: logs -f reports the loss and exits with the job's code, and with 4 when the end is unknown", async () => {
  ray.killNode();
  const ended = [
    ["succeeded", "SUCCEEDED (exit code 0)", 0],
    ["failed", "FAILED (exit code 1)", 1],
    ["stopped", "STOPPED", 3],
  ] as const;
  await Promise.all([
    ...ended.map(async ([id, shown, code]) => {
      const run = await logs("-f", id);
      expect(run).toMatchObject({ code, stdout: "" });
      expect(run.stderr).toContain(`is ${shown}, but its log is no longer available: its node ${ray.nodeId} is dead`);
      expect(run.stderr).toContain("None of its lines were read.");
      expect(run.stderr.trimEnd().split("\n").at(-1)).toBe(id.toUpperCase());
    }),
    (async () => {
      const run = await logs("-f", "running");
      expect(run.code).toBe(4);
      expect(run.stderr).toContain("is RUNNING, but its log is no longer available");
    })(),
    (async () => {
      expect((await logs("succeeded")).code).toBe(4);
    })(),
    (async () => {
      const run = await logs("-f", "--json", "stopped");
      expect(run.code).toBe(3);
      const [error] = run.stderr.split("\n").filter((line) => line.startsWith("{"));
      expect(JSON.parse(error ?? "")).toMatchObject({ _tag: "JobLost", reason: "node-dead", jobStatus: "STOPPED" });
    })(),
  ]);
}, 60_000);

test("a node that dies while logs -f reads: the lines so far, how many are complete, and the job's code", async () => {
  const run = logs("-f", "--verbose", "--protocol", "http", "running");
  await expect.poll(() => ray.requestsTo("file").length, { timeout: 20_000 }).toBeGreaterThan(1);
  ray.killNode();
  ray.setStatus("FAILED");
  const { code, stdout, stderr } = await run;
  expect({ code, stdout }).toEqual({ code: 1, stdout: "one\ntwo\n" });
  expect(stderr).toContain("2 lines were read and are complete; the rest of the log was lost with the node.");
  expect(stderr).not.toContain("Traceback");
  expect(stderr.trimEnd().split("\n").at(-1)).toBe("FAILED");
}, 60_000);
