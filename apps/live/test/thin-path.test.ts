import { ray } from "@jobwire/node";
import { expect, test } from "vitest";
import { readLog } from "./read-log.ts";
import { liveRay, logFileOf } from "./live-ray.ts";
import { runCli } from "./run-cli.ts";

test("submits a job, follows it to its proven end and waits for it", async () => {
  await using cluster = ray({ address: liveRay.address });
  const job = await cluster.jobs.submit({ entrypoint: "echo one; sleep 1; echo two; printf three" });
  const log = await readLog(job.logs(), logFileOf(job.submissionId));
  // Ray's own line about the entrypoint may come anywhere among the program's first lines.
  expect(log.filter((line) => !line.includes("entrypoint") && !line.includes("INFO"))).toEqual(["one", "two", "three"]);
  await expect(job.result()).resolves.toMatchObject({ status: "SUCCEEDED", driverExitCode: 0 });
});

test("the command prints the id first, then the log, and exits with the job's exit code", async () => {
  const failed = await runCli(["ray", "submit", "--address", liveRay.address, "--", "echo before; exit 7"]);
  expect(failed.stderr.split("\n")[0]).toMatch(/^raysubmit_\w{16}$/);
  expect(failed.stdout.split("\n")).toContain("before");
  expect(failed.code).toBe(1);

  const good = await runCli(["ray", "submit", "--address", liveRay.address, "--", "echo", "several words"]);
  expect(good.stdout.split("\n")).toContain("several words");
  expect(good.code).toBe(0);
});

test("the demo of the README does the same on a configured cluster", async () => {
  const demo = await runCli([], { RAY_API_SERVER_ADDRESS: liveRay.address }, "demo");
  expect(demo.stdout.trimEnd().split("\n").at(-1)).toBe("SUCCEEDED");
  expect(demo.code).toBe(0);
});
