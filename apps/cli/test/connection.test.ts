import { cutAfter, startFaultyRay } from "@jobwire/testing";
import { instead, redirect, text } from "@jobwire/testing/faults";
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

test("a sign-in that is over in mid-tail ends with the number of complete lines and the command that follows again", async () => {
  for (const response of [
    text("Unauthorized", { status: 401 }),
    text("Forbidden", { status: 403 }),
    redirect("http://login.invalid/oauth2/sign_in"),
  ]) {
    let over = false;
    await using ray = await startFaultyRay({
      submissionId: "job",
      log: "first\n",
      status: "RUNNING",
      fault: () => (over ? instead(response) : undefined),
    });
    const running = startCli(["ray", "logs", "-f", "job", "--address", ray.url]);
    await running.until("stdout", "first\n");
    over = true;
    ray.server.resetAll();
    const run = await running.ended;
    expect(run).toMatchObject({ stdout: "first\n" });
    expect([2, 4]).toContain(run.code);
    expect(run.stderr).toContain(
      `1 line was read and is complete. The job is not affected. To follow again: jobwire ray logs -f --address ${ray.url} job\n`,
    );
  }
});

test("--retry-auth follows on after a sign-in that was over for a moment", async () => {
  let over = false;
  await using ray = await startFaultyRay({
    submissionId: "job",
    log: "first\n",
    status: "RUNNING",
    fault: () => (over ? instead(text("Unauthorized", { status: 401 })) : undefined),
  });
  const running = startCli(["ray", "logs", "-f", "job", "--address", ray.url, "--retry-auth", "60"]);
  await running.until("stdout", "first\n");
  over = true;
  ray.server.resetAll();
  await running.until("stderr", "retrying in");
  over = false;
  ray.append("second\n");
  ray.setStatus("SUCCEEDED");
  expect(await running.ended).toMatchObject({ code: 0, stdout: "first\nsecond\n" });
});

test("sends the headers of the environment and of --header", async () => {
  await using ray = await startFaultyRay({ submissionId: "job", log: "", status: "SUCCEEDED" });
  const run = await runCli(["ray", "status", "job", "--address", ray.url, "--header", "X-Two: 2: b"], {
    env: { RAY_JOB_HEADERS: '{"x-one": "1"}' },
  });
  expect(run.code).toBe(0);
  expect(ray.server.requests[0]?.headers).toMatchObject({ "x-one": "1", "x-two": "2: b" });
});
