import { startFaultyRay } from "@jobwire/testing";
import { expect, test } from "vitest";
import { runCli } from "./run-cli.ts";

const startRay = async (jobs: number) => {
  const ray = await startFaultyRay({ submissionId: "job-0", log: "", status: "FAILED", details: { start_time: 1 } });
  for (let at = 1; at < jobs; at++) {
    const status = (["FAILED", "RUNNING", "SUCCEEDED"] as const)[at % 3] ?? "FAILED";
    ray.addJob(`job-${at}`, { status, details: { start_time: 1 + at } });
  }
  return ray;
};
const idsOf = (table: string): ReadonlyArray<string> => table.match(/^job-\d+/gm) ?? [];

test("--status and --limit list the newest, and stderr says how many are left out", async () => {
  await using ray = await startRay(12);
  const run = await runCli(["ray", "list", "--status", "failed,RUNNING", "--limit", "3", "--address", ray.url]);
  expect(run.code).toBe(0);
  expect(idsOf(run.stdout)).toEqual(["job-7", "job-9", "job-10"]);
  expect(run.stderr).toBe("Left out: 5 jobs above the limit, all older, 4 jobs with another status\n");
  const json = await runCli(["ray", "list", "--limit", "1", "--json", "--address", ray.url]);
  expect(JSON.parse(json.stdout)).toMatchObject([{ submissionId: "job-11" }]);
  expect(json.stderr).toBe("Left out: 11 jobs above the limit, all older\n");
  const all = await runCli(["ray", "list", "--address", ray.url]);
  expect(idsOf(all.stdout)).toHaveLength(12);
  expect(all.stderr).toBe("");
});

test.each([
  [["--limit", "0"], /Pass a whole number ≥ 1/],
  [["--status", "FALED"], /status must be one or more of PENDING, RUNNING, SUCCEEDED, FAILED, STOPPED/],
  [["--status", "FAILED,"], /Pass words separated by commas/],
])("%o is wrong usage", async (flags, words) => {
  await using ray = await startRay(1);
  const run = await runCli(["ray", "list", ...flags, "--address", ray.url]);
  expect(run).toMatchObject({ code: 2, stdout: "" });
  expect(run.stderr).toMatch(words);
  expect(ray.server.requests).toEqual([]);
});

test("10,000 jobs are one request", { timeout: 60_000 }, async () => {
  await using ray = await startRay(10_000);
  const some = await runCli(["ray", "list", "--limit", "20", "--address", ray.url]);
  expect(idsOf(some.stdout)).toHaveLength(20);
  expect(some.stderr).toBe("Left out: 9980 jobs above the limit, all older\n");
  const all = await runCli(["ray", "list", "--address", ray.url]);
  expect(idsOf(all.stdout)).toHaveLength(10_000);
  expect(ray.server.requests).toHaveLength(2);
});
