import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { instead, never, type ReferenceRay, startFaultyAgent, startFaultyRay, text } from "@jobwire/testing";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { quickRay } from "./quick-ray.ts";
import { runCli, startCli } from "./run-cli.ts";

let ray: ReferenceRay;
beforeAll(async () => {
  ray = await quickRay();
});
afterAll(() => ray.close());

const on = (...args: ReadonlyArray<string>): ReturnType<typeof runCli> =>
  runCli(["ray", ...args], { env: { RAY_ADDRESS: ray.url } });
const startSubmit = (id: string, entrypoint: string, ...flags: ReadonlyArray<string>): ReturnType<typeof startCli> =>
  startCli(["ray", "submit", "--address", ray.url, "--submission-id", id, ...flags, "--", entrypoint]);

test.each([
  ["SIGINT", 130],
  ["SIGTERM", 143],
] as const)("%s detaches from submit, prints how to follow again, and the job continues", async (signal, code) => {
  const id = `detached-${signal}`;
  const running = startSubmit(id, "echo started; sleep 60");
  await running.until("stdout", /^started$/m);
  running.child.kill(signal);
  const run = await running.ended;
  expect(run.code).toBe(code);
  expect(run.stderr).toContain(`jobwire ray logs -f --address ${ray.url} ${id}\n`);
  expect((await on("status", id)).stdout).toBe("RUNNING\n");
  await on("stop", id);
});

test("the printed command follows the log again, to its end", async () => {
  const gate = join(ray.logDirectory, "gate");
  const running = startSubmit("again", `echo started; until [ -e ${gate} ]; do sleep 0.1; done; echo done`);
  await running.until("stdout", /^started$/m);
  running.child.kill("SIGINT");
  const printed = /jobwire (ray logs .*)\n/.exec((await running.ended).stderr)?.[1] ?? "";
  writeFileSync(gate, "");
  const run = await runCli(printed.split(" "));
  expect(run.code).toBe(0);
  expect(run.stdout).toContain("started\n");
  expect(run.stdout).toContain("done\n");
});

test("Ctrl-C detaches from logs -f of several jobs and from wait", async () => {
  await on("submit", "--no-wait", "--submission-id", "slow", "--", "echo here; sleep 60");
  const follow = startCli(["ray", "logs", "-f", "slow", "slow", "--address", ray.url]);
  await follow.until("stdout", /here/);
  follow.child.kill("SIGINT");
  const followed = await follow.ended;
  expect(followed.code).toBe(130);
  expect(followed.stderr).toContain("ray logs -f");
  const wait = startCli(["ray", "wait", "slow", "--address", ray.url, "--verbose"]);
  await wait.until("stderr", "waiting");
  wait.child.kill("SIGINT");
  expect(await wait.ended).toMatchObject({ code: 130, stdout: "" });
  expect((await on("status", "slow")).stdout).toBe("RUNNING\n");
  await on("stop", "slow");
});

test("with --stop-on-interrupt the job is stopped, its last lines are printed, and the exit code is 3", async () => {
  const running = startSubmit(
    "stopped",
    "trap 'echo bye; exit 0' TERM; echo started; while :; do sleep 0.1; done",
    "--stop-on-interrupt",
  );
  await running.until("stdout", /^started$/m);
  running.child.kill("SIGINT");
  const run = await running.ended;
  expect(run.code).toBe(3);
  expect(run.stdout).toContain("bye\n");
  expect(run.stderr).toMatch(/STOPPED\n$/);
  expect((await on("status", "stopped")).stdout).toBe("STOPPED\n");
});

test("Ctrl-C before the response to a submit prints the id, since Ray may have accepted the job", async () => {
  await using server = await startFaultyRay({
    status: "RUNNING",
    fault: ({ endpoint }) => (endpoint === "submit" ? instead(never()) : undefined),
  });
  const running = startCli(["ray", "submit", "--address", server.url, "--verbose", "--", "true"]);
  await running.until("stderr", "submitting");
  await vi.waitUntil(() => server.requestsTo("submit").length > 0, { timeout: 60_000 });
  running.child.kill("SIGINT");
  const run = await running.ended;
  const sent = JSON.parse(new TextDecoder().decode(server.requestsTo("submit")[0]?.body)) as { submission_id: string };
  expect(run.code).toBe(130);
  expect(run.stderr).toContain(
    `Ray may have accepted the job. To check: jobwire ray status --address ${server.url} ${sent.submission_id}\n`,
  );
});

// After a stop the command reads the job. By then Ray has accepted the stop, too.
test.each([
  { silent: "stop", flags: [] },
  { silent: "job", flags: ["--no-wait"] },
] as const)("Ctrl-C before the response to $silent prints how to wait for the job's end", async ({ silent, flags }) => {
  await using slow = await startFaultyRay({
    submissionId: "job",
    status: "RUNNING",
    fault: ({ endpoint }) => (endpoint === silent ? instead(never()) : undefined),
  });
  const running = startCli(["ray", "stop", "job", ...flags, "--address", slow.url]);
  await vi.waitUntil(() => slow.requestsTo(silent).length > 0, { timeout: 60_000 });
  running.child.kill("SIGINT");
  const run = await running.ended;
  expect(run.code).toBe(130);
  expect(run.stderr).toContain(
    `Detached. job may be stopping. To wait for its end: jobwire ray wait --address ${slow.url} job\n`,
  );
});

test("Ctrl-C while several jobs are stopped prints how to wait for all of them", async () => {
  await using slow = await startFaultyRay({
    submissionId: "job",
    status: "RUNNING",
    fault: ({ endpoint }) => (endpoint === "stop" ? instead(never()) : undefined),
  });
  const running = startCli(["ray", "stop", "job", "other", "--address", slow.url]);
  await vi.waitUntil(() => slow.requestsTo("stop").length > 1, { timeout: 60_000 });
  running.child.kill("SIGINT");
  const run = await running.ended;
  expect(run).toMatchObject({ code: 130, stdout: "" });
  expect(run.stderr).toBe(
    `Detached. 2 jobs may be stopping. To wait for their end: jobwire ray wait --address ${slow.url} job other\n`,
  );
});

test("Ctrl-C while a stopped job of an agent is read prints how to wait for its end", async () => {
  await using slow = await startFaultyAgent({
    jobId: "job",
    status: "RUNNING",
    token: "secret-1",
    fault: ({ endpoint }) => (endpoint === "job" ? instead(never()) : undefined),
  });
  const running = startCli(["agent", "jobs", "stop", "job", "--no-wait", "--url", slow.baseUrl], {
    env: { JOBWIRE_AGENT_TOKEN: "secret-1" },
  });
  await vi.waitUntil(() => slow.requestsTo("job").length > 0, { timeout: 60_000 });
  running.child.kill("SIGINT");
  const run = await running.ended;
  expect(run.code).toBe(130);
  expect(run.stderr).toContain(
    `Detached. job may be stopping. To wait for its end: jobwire agent jobs wait --url ${slow.baseUrl} job\n`,
  );
});

test("a stop that fails is reported, and the command continues to follow the job", async () => {
  await using server = await startFaultyRay({
    submissionId: "other",
    status: "RUNNING",
    fault: ({ endpoint }) => (endpoint === "stop" ? instead(text("no", { status: 403 })) : undefined),
  });
  const running = startCli([
    "ray",
    "submit",
    "--address",
    server.url,
    "--submission-id",
    "job",
    "--stop-on-interrupt",
    "--",
    "x",
  ]);
  await running.until("stderr", "job\n");
  server.job("job")?.append("here\n");
  server.job("job")?.setStatus("RUNNING");
  await running.until("stdout", "here");
  running.child.kill("SIGINT");
  await running.until("stderr", 'Job "job" was not stopped');
  server.job("job")?.setStatus("SUCCEEDED");
  expect(await running.ended).toMatchObject({ code: 0, stdout: "here\n" });
});

test("[second-ctrl-c] a second Ctrl-C ends at once, while the stop is still running", async () => {
  const running = startSubmit("stubborn", "trap '' TERM; echo started; sleep 60", "--stop-on-interrupt");
  await running.until("stdout", /^started$/m);
  running.child.kill("SIGINT");
  await running.until("stderr", "Stopping the job");
  running.child.kill("SIGINT");
  expect((await running.ended).code).toBe(130);
  await on("stop", "stubborn");
});
