import { expect, test } from "vitest";
import { testBed } from "./quick-ray.ts";
import { runCli } from "./run-cli.ts";

const bed = testBed();
const on = (...args: ReadonlyArray<string>): ReturnType<typeof runCli> =>
  runCli(["ray", ...args, "--address", bed.ray.url]);
const task = (n: number, more: Readonly<Record<string, unknown>> = {}): Readonly<Record<string, unknown>> => ({
  task_id: n.toString(16).padStart(48, "0"),
  attempt_number: 0,
  name: "\u001b[2Jf",
  state: "FINISHED",
  job_id: "01000000",
  actor_id: null,
  type: "NORMAL_TASK",
  func_or_class_name: "f",
  parent_task_id: "f".repeat(48),
  node_id: null,
  worker_id: null,
  worker_pid: null,
  error_type: null,
  ...more,
});

test("tasks: a table, a limit, filters, JSON, one by its id, a summary", async () => {
  for (let n = 0; n < 5; n++) bed.ray.addStateRow("tasks", task(n, n === 4 ? { state: "FAILED" } : {}));
  bed.ray.addStateRow("tasks", task(4, { attempt_number: 1 }));
  const some = await on("tasks", "list", "--limit", "2");
  expect(some).toMatchObject({
    code: 0,
    stderr: "incomplete: 4 more rows match than the limit allows. Set a higher limit or add filters\n",
  });
  expect(some.stdout.split("\n").map((line) => line.split(/\s+/)[0])).toEqual([
    "TASK",
    "0".repeat(48),
    `${"0".repeat(47)}1`,
    "",
  ]);
  const failed = await on("tasks", "list", "--filter", "state=FAILED", "--filter", "jobId!=02000000", "--json");
  expect(JSON.parse(failed.stdout)).toMatchObject({ complete: true, matching: 1, rows: [{ state: "FAILED" }] });
  expect(failed.stdout).not.toContain("\u001b");
  const printed = await on("tasks", "list", "--filter", "STATE=failed", "--filter", "JOB_ID!=02000000", "--json");
  expect(printed.stdout).toBe(failed.stdout);
  const unknown = await on("tasks", "list", "--filter", "colour=red");
  expect(unknown).toMatchObject({ code: 2, stdout: "" });
  expect(unknown.stderr).toContain('"colour" is not a column with a filter. Use one of task_id, attempt_number');
  const attempts = await on("tasks", "get", `${"0".repeat(47)}4`, "--json");
  expect(JSON.parse(attempts.stdout)).toMatchObject([{ attemptNumber: 0 }, { attemptNumber: 1 }]);
  expect((await on("tasks", "get", "f".repeat(48))).code).toBe(2);
  expect((await on("tasks", "get", "nope")).code).toBe(2);
  expect((await on("tasks", "list", "--filter", "nonsense")).code).toBe(2);
  const summary = await on("tasks", "summary");
  expect(summary.stdout).toMatch(/^NAME +STATE +COUNT\nf +FINISHED +5\nf +FAILED +1\n$/);
  expect(await on("tasks", "timeline")).toMatchObject({ code: 0, stdout: "[]\n" });
  expect((await on("tasks", "logs", "f".repeat(48))).code).toBe(2);
  expect((await on("tasks", "logs", "00")).code).toBe(2);
});

test("lists and shows nodes and the other tables", async () => {
  const nodes = await on("nodes", "list");
  expect(nodes).toMatchObject({ code: 0, stderr: "" });
  expect(nodes.stdout).toContain(bed.ray.nodeId);
  const node = await on("nodes", "get", bed.ray.nodeId);
  expect(node.stdout).toMatch(/^isHeadNode +true$/m);
  for (const table of ["actors", "workers", "placement-groups", "objects"]) {
    expect(await on(table, "list", "--json")).toMatchObject({ code: 0, stderr: "" });
    expect((await on(table, "get", "0".repeat(32))).code).toBe(2);
  }
});

test("the doctor passes on a working cluster; without one it reports the failures, with exit 4", async () => {
  const healthy = await on("doctor");
  expect(healthy).toMatchObject({ code: 0, stderr: "" });
  expect(healthy.stdout).toMatch(/^ok +address/m);
  expect(healthy.stdout).toMatch(/^logs by +websocket/m);
  const unreachable = await runCli(["ray", "doctor", "--json", "--address", "http://127.0.0.1:9"]);
  expect(unreachable.code).toBe(4);
  expect(JSON.parse(unreachable.stdout)).toMatchObject({ ok: false, tail: [] });
  expect((await on("cluster")).stdout).toContain("driver: ACTIVE");
});
