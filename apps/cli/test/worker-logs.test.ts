import { appendFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { testBed } from "./quick-ray.ts";
import { type RunningCli, runCli, startCli } from "./run-cli.ts";

const bed = testBed();
const arguments_ = (args: ReadonlyArray<string>): ReadonlyArray<string> => ["ray", ...args, "--address", bed.ray.url];
const on = (...args: ReadonlyArray<string>): ReturnType<typeof runCli> => runCli(arguments_(args));
const started = (...args: ReadonlyArray<string>): RunningCli => startCli(arguments_(args));

const workerId = "c".repeat(56);
const fileName = (pid: number, jobId: string, stream = "out"): string => `worker-${workerId}-${jobId}-${pid}.${stream}`;
const print = (name: string, text: string): void => appendFileSync(join(bed.ray.logDirectory, name), text);
const sizeOf = (name: string): number => statSync(join(bed.ray.logDirectory, name)).size;

const setTask = (id: string, state: string, info: Readonly<Record<string, unknown>>): void =>
  bed.ray.setStateRow("tasks", {
    task_id: id,
    attempt_number: 0,
    name: "f",
    state,
    job_id: "01000000",
    actor_id: null,
    type: "NORMAL_TASK",
    func_or_class_name: "f",
    parent_task_id: "f".repeat(48),
    node_id: bed.ray.nodeId,
    worker_id: workerId,
    worker_pid: 41,
    error_type: state === "FAILED" ? "TASK_EXECUTION_EXCEPTION" : null,
    events: [],
    task_log_info: info,
  });

const setActor = (id: string, state: string, pid: number): void =>
  bed.ray.setStateRow("actors", {
    actor_id: id,
    class_name: "A",
    state,
    job_id: "01000000",
    name: "",
    node_id: bed.ray.nodeId,
    pid,
    ray_namespace: "n",
  });

test("follows a task while its worker goes on with another one, and exits with 1 when it failed", async () => {
  const id = "1".repeat(48);
  const file = fileName(41, "01000000");
  print(file, ":job_id:01000000\n:task_name:f\n");
  const start = sizeOf(file);
  const info = { stdout_file: `/logs/${file}`, stderr_file: `/logs/${file}`, stdout_start: start };
  setTask(id, "RUNNING", info);
  print(file, "one\n");
  const run = started("tasks", "logs", "-f", id);
  await run.until("stdout", "one\n");
  print(file, "two\n");
  const end = sizeOf(file);
  print(file, ":task_name:g\nof another task\n");
  setTask(id, "FAILED", { ...info, stdout_end: end });
  expect(await run.ended).toMatchObject({ code: 1, stdout: "one\ntwo\n", stderr: "FAILED\n" });
  expect(await on("tasks", "logs", id)).toMatchObject({ code: 0, stdout: "one\ntwo\n" });
  const json = await on("tasks", "logs", id, "-f", "--lines", "1", "--json");
  expect(JSON.parse(json.stdout)).toMatchObject({ id, line: "two" });
  expect((await on("tasks", "logs", "-f", "2".repeat(48))).code).toBe(2);
  expect((await on("tasks", "logs", "-f", "nope")).code).toBe(2);
});

test("follows an actor into its next worker", async () => {
  const id = "b".repeat(32);
  const [first, second] = [fileName(51, "01000000"), fileName(52, "01000000")];
  print(first, ":job_id:01000000\nfirst life\n");
  setActor(id, "ALIVE", 51);
  const run = started("actors", "logs", "-f", id);
  await run.until("stdout", "first life\n");
  print(first, "last words\n");
  print(second, "second life\n");
  setActor(id, "ALIVE", 52);
  await run.until("stdout", "second life\n");
  setActor(id, "DEAD", 52);
  const { code, stdout, stderr } = await run.ended;
  expect({ code, stdout }).toEqual({ code: 0, stdout: ":job_id:01000000\nfirst life\nlast words\nsecond life\n" });
  expect(stderr).toMatch(/the actor restarted; the log of its new worker follows\nDEAD\n$/);
});

test("Ctrl-C tells how to follow a task again", async () => {
  const id = "3".repeat(48);
  const file = fileName(61, "01000000");
  print(file, "running\n");
  setTask(id, "RUNNING", { stdout_file: `/logs/${file}`, stderr_file: `/logs/${file}`, stdout_start: 0 });
  const run = started("tasks", "logs", "-f", id, "--attempt", "0");
  await run.until("stdout", "running\n");
  run.child.kill("SIGINT");
  const { code, stderr } = await run.ended;
  expect(code).toBe(130);
  expect(stderr).toContain(`To follow again: jobwire ray tasks logs -f --attempt 0 --address ${bed.ray.url} ${id}`);
});

test("[worker-logs] prints the logs of a job's workers, each line with its worker, until the job ends", async () => {
  const submit = ["submit", "--address", bed.ray.url, "--no-wait", "--submission-id", "crew"];
  await runCli(["ray", ...submit, "--", "sleep 600"]);
  const jobId = bed.ray.addDriverJob({ submissionId: "crew" });
  const out = fileName(71, jobId);
  print(out, `:job_id:${jobId}\n:task_name:step\none\n`);
  const run = started("logs", "-f", "--workers", "crew");
  await run.until("stdout", "one\n");
  print(out, "two\n");
  print(fileName(72, "ffffffff", "err"), `:job_id:${jobId}\n:actor_name:Speaker\noh\n`);
  await run.until("stdout", "oh\n");
  await on("stop", "crew");
  const { code, stdout, stderr } = await run.ended;
  const node = bed.ray.nodeId.slice(0, 8);
  expect({ code, stderr }).toEqual({ code: 3, stderr: "STOPPED\n" });
  expect(stdout.trimEnd().split("\n").toSorted()).toEqual([
    `(Speaker pid=72, node=${node}) oh`,
    `(step pid=71, node=${node}) one`,
    `(step pid=71, node=${node}) two`,
  ]);
  const records = (await on("logs", "--workers", "crew", "--json")).stdout.trimEnd().split("\n");
  expect(records.map((record) => JSON.parse(record) as unknown)).toContainEqual({
    id: "crew",
    nodeId: bed.ray.nodeId,
    pid: 71,
    workerId,
    stream: "out",
    name: "step",
    line: "two",
  });
  const last = await on("logs", "--workers", "--tail", "1", "crew");
  expect(
    last.stdout
      .trimEnd()
      .split("\n")
      .map((line) => line.slice(-3))
      .toSorted(),
  ).toEqual([" oh", "two"]);
});
