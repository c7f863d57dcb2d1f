import { mkdirSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, test } from "vitest";
import { testBed } from "./quick-ray.ts";
import { runCli } from "./run-cli.ts";

const bed = testBed();
const on = (...args: ReadonlyArray<string>): ReturnType<typeof runCli> =>
  runCli(["ray", ...args], { env: { RAY_API_SERVER_ADDRESS: bed.ray.url } });
const submitWaiting = (id: string): ReturnType<typeof runCli> =>
  on("submit", "--submission-id", id, "--entrypoint-num-gpus", "4", "--no-wait", "--", "true");
const pendingNotice = (id: string): RegExp =>
  new RegExp(`^${id}: PENDING for \\d+ s: Job has not started yet\\. .*It needs 4 GPU\\.`, "m");

test("[pending-reason] wait reports why a job has not started, once in the first seconds", async () => {
  await submitWaiting("waits");
  const run = await on("wait", "waits", "--timeout", "6");
  expect(run).toMatchObject({ code: 124, stdout: "" });
  expect(run.stderr).toMatch(pendingNotice("waits"));
  expect(run.stderr.match(/PENDING for/g)).toHaveLength(1);
});

test("stop reports that it waits for the start, and why the job has not started", async () => {
  await submitWaiting("stops");
  const run = await on("stop", "stops", "--timeout", "6");
  expect(run.code).toBe(124);
  expect(run.stderr).toMatch(pendingNotice("stops"));
  expect(run.stderr).toContain("Ray stops the job as soon as it starts");
  const asked = await on("stop", "stops", "--no-wait");
  expect(asked.code).toBe(0);
  expect(asked.stderr).toContain("Job has not started yet.");
  expect(asked.stderr).toContain("Ray stops the job as soon as it starts");
});

test("a submit that Ray refuses after it listed the job fails with Ray's message; stop reports that it cannot stop it", async () => {
  // Like a full disk: Ray cannot open the log file.
  mkdirSync(bed.ray.logFile("stuck"));
  const before = bed.ray.requests.get("POST /api/jobs/") ?? 0;
  const run = await on("submit", "--submission-id", "stuck", "--", "true");
  expect(run).toMatchObject({ code: 4, stdout: "" });
  expect(run.stderr).toMatch(/\[Errno 21\]|EISDIR|Is a directory/);
  expect(run.stderr).toContain("nothing will start it");
  expect((bed.ray.requests.get("POST /api/jobs/") ?? 0) - before).toBeLessThanOrEqual(1);
  const stop = await on("stop", "stuck");
  expect(stop.code).toBe(4);
  expect(stop.stderr).toContain("no supervisor that would start it");
  const asked = await on("stop", "stuck", "--no-wait");
  expect(asked.stderr).toContain("Ray did not stop stuck, which is PENDING");
  expect(asked.stderr).not.toContain("had already ended");
  const wait = await on("wait", "stuck", "--timeout", "5");
  expect(wait.code).toBe(124);
  expect(wait.stderr).toContain("Ray has no supervisor for it");
});

test.each(["wait", "logs -f"])("`%s` waits for a server that sends Retry-After", async (command) => {
  let requests = 0;
  const job = {
    type: "SUBMISSION",
    submission_id: "j",
    job_id: null,
    status: "FAILED",
    entrypoint: "x",
    message: "Job failed.",
  };
  const server = createServer((request, response) => {
    requests += 1;
    if (requests === 1) response.writeHead(503, { "retry-after": "60" }).end("busy");
    else if (request.url?.startsWith("/api/jobs/j/logs")) response.end(JSON.stringify({ logs: "" }));
    else if (request.url?.startsWith("/api/jobs/")) response.end(JSON.stringify(job));
    else response.writeHead(404).end("404: Not Found");
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  try {
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const timeout = command === "wait" ? ["--timeout", "20"] : [];
    const run = await runCli(["ray", ...command.split(" "), "j", "--address", url, ...timeout]);
    expect(run.code).toBe(1);
    expect(run.stderr).toContain("FAILED");
  } finally {
    server.closeAllConnections();
    server.close();
  }
});
