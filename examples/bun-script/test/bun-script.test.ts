/** The script as its reader runs it, on Bun: one command for several jobs. */
import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { startReferenceRay } from "@jobwire/testing";
import { ray } from "jobwire";
import { expect, onTestFinished, test } from "vitest";

const bun = fileURLToPath(new URL("../node_modules/bun/bin/bun.exe", import.meta.url));
const program = fileURLToPath(new URL("../src/main.ts", import.meta.url));

const run = (args: ReadonlyArray<string>, address: string) =>
  new Promise<{ readonly code: unknown; readonly stdout: string; readonly stderr: string }>((resolve) => {
    const env = { PATH: process.env["PATH"], RAY_API_SERVER_ADDRESS: address };
    execFile(bun, [program, ...args], { env }, (error, stdout, stderr) =>
      resolve({ code: error === null ? 0 : error.code, stdout, stderr }),
    );
  });

test("it follows jobs that run at the same time, each with every line in order", async () => {
  const server = await startReferenceRay({ cpus: 8, clocks: { tailPollMs: 50, supervisorStartMs: 20 } });
  onTestFinished(() => server.close());
  await using cluster = ray({ address: server.url });
  const ids = ["train-1", "train-2", "train-3"];
  for (const id of ids) {
    const entrypoint = `i=0; while [ $i -lt 30 ]; do echo "${id} line $i: 로그 🚀"; sleep 0.03; i=$((i + 1)); done`;
    await cluster.jobs.submit({ entrypoint, submissionId: id });
  }
  const { code, stdout, stderr } = await run(ids, server.url);
  expect(code, stderr).toBe(0);
  for (const id of ids) {
    const lines = stdout.split("\n").filter((line) => line.startsWith(`${id} | `));
    const printed = lines.map((line) => `${line.slice(id.length + 3)}\n`).join("");
    expect(printed).toBe(readFileSync(server.logFile(id), "utf8"));
    expect(stderr).toContain(`${id}: SUCCEEDED`);
  }

  await cluster.jobs.submit({ entrypoint: "exit 1", submissionId: "bad" });
  expect(await run(["train-1", "bad"], server.url)).toMatchObject({ code: 1 });
  expect(await run([], server.url)).toMatchObject({ code: 2, stdout: "" });
});
