import { cutAfter, startFaultyRay } from "@jobwire/testing";
import { expect, test } from "vitest";
import { runCli, startCli } from "./run-cli.ts";

test("a resumed cut prints nothing; with --verbose it prints the retry and the resume", async () => {
  const log = Array.from({ length: 2_000 }, (_, i) => `line ${i}\n`).join("");
  for (const verbose of [false, true]) {
    await using ray = await startFaultyRay({
      submissionId: "job",
      log,
      status: "SUCCEEDED",
      fault: ({ endpoint }, nth) => (endpoint === "file" && nth === 0 ? cutAfter(5_000) : undefined),
    });
    const run = await runCli(["ray", "logs", "-f", "job", "--address", ray.url, ...(verbose ? ["--verbose"] : [])]);
    expect(run).toMatchObject({ code: 0, stdout: log });
    if (verbose) expect(run.stderr).toMatch(/job: .*retrying in[\s\S]*job: resumed by/);
    else expect(run.stderr).toBe("SUCCEEDED\n");
  }
});

test("an unreachable server is reported during the retries, and ends with exit 4: the outcome is unknown", async () => {
  await using ray = await startFaultyRay({ submissionId: "job", log: "first\n", status: "RUNNING" });
  const running = startCli(["ray", "logs", "-f", "job", "--address", ray.url, "--retry-for", "2"]);
  await running.until("stdout", "first\n");
  await ray.close();
  const run = await running.ended;
  expect(run).toMatchObject({ code: 4, stdout: "first\n" });
  expect(run.stderr).toMatch(/job: .*retrying in/);
});

test("sends the headers of the environment and of --header", async () => {
  await using ray = await startFaultyRay({ submissionId: "job", log: "", status: "SUCCEEDED" });
  const run = await runCli(["ray", "status", "job", "--address", ray.url, "--header", "X-Two: 2: b"], {
    env: { RAY_JOB_HEADERS: '{"x-one": "1"}' },
  });
  expect(run.code).toBe(0);
  expect(ray.server.requests[0]?.headers).toMatchObject({ "x-one": "1", "x-two": "2: b" });
});
