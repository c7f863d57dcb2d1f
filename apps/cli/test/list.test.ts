import { startFaultyRay } from "@jobwire/testing";
import { expect, test } from "vitest";
import { runCli, startInTerminal } from "./run-cli.ts";

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
  expect(idsOf(run.stdout)).toEqual(["job-10", "job-9", "job-7"]);
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
  [
    ["--status", "faled"],
    /No job has the status "FALED". Did you mean "FAILED"\? Pass one of PENDING, RUNNING, SUCCEEDED/,
  ],
  [["--status", "WEIRD"], /No job has the status "WEIRD". Pass one of/],
  [["--filter", "team=red"], /no key "team". Pass one of id, type, entrypoint, message, metadata.NAME/],
  [["--filter", "entrypiont=x"], /Did you mean "entrypoint"\?/],
  [["--filter", "=x"], /Pass KEY=VALUE/],
  [["--filter", "metadata.=x"], /no key "metadata."/],
  [["--since", "yesterday"], /--since does not understand "yesterday". Pass a time such as 90m/],
  [["--since", "2026-13-01"], /--since does not understand/],
  [["-o", "yaml"], /Allowed choices are table, wide, json, name/],
  [["--json", "-o", "name"], /exclude each other/],
  [["--status", "FAILED,"], /Pass words separated by commas/],
])("%o is wrong usage", async (flags, words) => {
  await using ray = await startRay(1);
  const run = await runCli(["ray", "list", ...flags, "--address", ray.url]);
  expect(run).toMatchObject({ code: 2, stdout: "" });
  expect(run.stderr).toMatch(words);
  expect(ray.server.requests).toEqual([]);
});

/** Four jobs: one a minute ago, one two hours ago, one in 2025, and one without a time. */
const startMixed = async () => {
  const now = Date.now();
  const ray = await startFaultyRay({
    submissionId: "old",
    log: "",
    status: "FAILED",
    details: { start_time: Date.parse("2025-03-01T00:00Z"), entrypoint: "python train.py", metadata: { team: "red" } },
  });
  const add = (id: string, status: "FAILED" | "RUNNING" | "SUCCEEDED", details: Readonly<Record<string, unknown>>) =>
    ray.addJob(id, { status, details });
  add("hours", "RUNNING", {
    start_time: now - 7_200_000 - 60_000,
    entrypoint: "python eval.py",
    metadata: { team: "blue" },
  });
  add("fresh", "SUCCEEDED", { start_time: now - 60_000, entrypoint: "python train.py --lr=1", metadata: null });
  add("timeless", "SUCCEEDED", { start_time: null, entrypoint: "sh x.sh", metadata: { team: "red", run: "a=b" } });
  return ray;
};

test.each([
  [[], ["fresh", "hours", "old", "timeless"], ""],
  [["--filter", "id=old"], ["old"], "3 jobs that do not pass --filter"],
  [["--filter", "id=ol"], [], "4 jobs that do not pass --filter"],
  [["--filter", "entrypoint=train.py"], ["fresh", "old"], "2 jobs that do not pass --filter"],
  [["--filter", "entrypoint!=train.py"], ["hours", "timeless"], "2 jobs that do not pass --filter"],
  [["--filter", "metadata.team=red"], ["old", "timeless"], "2 jobs that do not pass --filter"],
  [["--filter", "metadata.team!=red"], ["fresh", "hours"], "2 jobs that do not pass --filter"],
  [["--filter", "metadata.run=a=b"], ["timeless"], "3 jobs that do not pass --filter"],
  [["--filter", "metadata.team=red", "--filter", "entrypoint=train"], ["old"], "3 jobs that do not pass --filter"],
  [["--filter", "type=submission", "--limit", "1"], ["fresh"], "3 jobs above the limit, all older"],
  [["--since", "2h"], ["fresh"], "3 jobs submitted before --since or at an unknown time"],
  [["--since", "2h30m"], ["fresh", "hours"], "2 jobs submitted before --since or at an unknown time"],
  [
    ["--since", "2025-02-28T23:59:00Z"],
    ["fresh", "hours", "old"],
    "1 job submitted before --since or at an unknown time",
  ],
  [
    ["--since", "2025-03-01 01:00+01:00"],
    ["fresh", "hours", "old"],
    "1 job submitted before --since or at an unknown time",
  ],
  [["--status", "failed", "--status", "Running"], ["hours", "old"], "2 jobs with another status"],
] as const)("[list-selection] %j lists %j", async (flags, ids, leftOut) => {
  await using ray = await startMixed();
  const run = await runCli(["ray", "list", ...flags, "-o", "name", "--address", ray.url]);
  expect(run.code).toBe(0);
  expect(run.stdout).toBe(ids.map((id) => `${id}\n`).join(""));
  const none = ids.length === 0 ? "No jobs found\n" : "";
  expect(run.stderr).toBe(`${none}${leftOut === "" ? "" : `Left out: ${leftOut}\n`}`);
  const json = await runCli(["ray", "list", ...flags, "--json", "--address", ray.url]);
  expect((JSON.parse(json.stdout) as ReadonlyArray<{ submissionId: string }>).map((job) => job.submissionId)).toEqual(
    ids,
  );
});

test("[list-formats] -o json equals --json, -o wide has all columns, and an empty cluster says so on stderr", async () => {
  await using ray = await startMixed();
  const on = async (...flags: ReadonlyArray<string>) => runCli(["ray", "list", ...flags, "--address", ray.url]);
  const [json, short] = [await on("--json"), await on("-o", "json")];
  expect(short).toEqual(json);
  const wide = await on("-o", "wide");
  expect(wide.stdout).toMatch(/^ID +TYPE +STATUS +SUBMITTED +ENDED +TOOK +EXIT CODE +METADATA +MESSAGE +ENTRYPOINT\n/);
  expect(wide.stdout).toMatch(
    /^old .*\{"team":"red"\}.*Job entrypoint command failed with exit code 1 +python train.py$/m,
  );
  for (const id of ["old", "hours", "fresh", "timeless"]) ray.removeJob(id);
  expect(await on()).toMatchObject({ code: 0, stdout: "", stderr: "No jobs found\n" });
  expect(await on("--json")).toMatchObject({ code: 0, stdout: "[]\n", stderr: "No jobs found\n" });
});

test("[list-width] a table has the width of the terminal, and a pipe gets all of it", async () => {
  const entrypoint = `python train.py ${"--flag ".repeat(50)}end`;
  await using ray = await startFaultyRay({
    submissionId: "x".repeat(60),
    log: "",
    status: "FAILED",
    details: { entrypoint },
  });
  const args = ["ray", "list", "--address", ray.url];
  for (const columns of [150, 180]) {
    const { stdout } = await startInTerminal(args, { columns, env: { NO_COLOR: "1" } }).ended;
    const [head = "", row = ""] = stdout.split("\r\n");
    expect(row).toHaveLength(columns);
    expect(row.endsWith("…")).toBe(true);
    expect(row.slice(head.indexOf("ENTRYPOINT"), -1)).toBe(
      entrypoint.slice(0, columns - head.indexOf("ENTRYPOINT") - 1),
    );
  }
  expect((await runCli(args)).stdout.endsWith(`${entrypoint}\n`)).toBe(true);
  expect((await startInTerminal([...args, "-o", "wide"], { columns: 100 }).ended).stdout).toContain(entrypoint);
});

test("[list-thousands] 10,000 jobs are one request", { timeout: 60_000 }, async () => {
  await using ray = await startRay(10_000);
  const some = await runCli(["ray", "list", "--limit", "20", "--address", ray.url]);
  expect(idsOf(some.stdout)).toHaveLength(20);
  expect(some.stderr).toBe("Left out: 9980 jobs above the limit, all older\n");
  const all = await runCli(["ray", "list", "--address", ray.url]);
  expect(idsOf(all.stdout)).toHaveLength(10_000);
  expect(ray.server.requests).toHaveLength(2);
});
