/** The built command on each runtime: the same output and the same exit codes. */
import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type ReferenceRay, startReferenceRay } from "@jobwire/testing";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { binaries } from "../src/binaries.ts";
import { root } from "../src/workspace.ts";

const commands: Readonly<Record<string, ReadonlyArray<string>>> = {
  node: [process.execPath],
  bun: [binaries.bun],
  deno: [binaries.deno, "run", "--allow-all", "--config", join(root, "deno.built.jsonc")],
};
const main = join(root, "apps/cli/dist/main.js");
let server: ReferenceRay;
beforeAll(async () => {
  server = await startReferenceRay({
    cpus: 8,
    token: "the-token",
    clocks: { tailPollMs: 50, supervisorStartMs: 20, killAfterMs: 300 },
  });
});
afterAll(() => server.close());

describe.each(Object.keys(commands))("jobwire on %s", (runtime) => {
  const jobwire = (...args: ReadonlyArray<string>) =>
    new Promise<{ readonly code: unknown; readonly stdout: string; readonly stderr: string }>((resolve) => {
      const [file = "", ...first] = commands[runtime] ?? [];
      const env = { PATH: process.env["PATH"], HOME: process.env["HOME"], NO_COLOR: "1" };
      const settings = { RAY_API_SERVER_ADDRESS: server.url, RAY_AUTH_TOKEN: "the-token" };
      execFile(file, [...first, main, ...args], { env: { ...env, ...settings } }, (error, stdout, stderr) =>
        resolve({ code: error === null ? 0 : error.code, stdout, stderr }),
      );
    });
  const id = (name: string): string => `${name}-${runtime}`;

  test("submits a job and follows it: the whole log, and the job's end as the exit code", async () => {
    const script = 'i=0; while [ $i -lt 200 ]; do echo "line $i: 로그 🚀"; i=$((i + 1)); done; sleep 0.3; echo end';
    const good = await jobwire("ray", "submit", "--submission-id", id("good"), "--", script);
    expect(good.code, good.stderr).toBe(0);
    expect(good.stdout).toBe(readFileSync(server.logFile(id("good")), "utf8"));
    expect(good.stderr).toMatch(/SUCCEEDED\n/);
    expect(await jobwire("ray", "logs", "-f", id("good"))).toMatchObject({ code: 0, stdout: good.stdout });
    expect(await jobwire("ray", "submit", "--", "exit 3")).toMatchObject({ code: 1 });
  });

  test("waits, stops and lists, each with its exit code", async () => {
    const submitted = await jobwire("ray", "submit", "--no-wait", "--submission-id", id("long"), "--", "sleep 60");
    expect(submitted.code, submitted.stderr).toBe(0);
    expect(await jobwire("ray", "wait", id("long"), "--timeout", "0.2")).toMatchObject({ code: 124, stdout: "" });
    expect(await jobwire("ray", "stop", id("long"))).toMatchObject({ code: 0 });
    expect(await jobwire("ray", "wait", id("long"))).toMatchObject({ code: 3 });
    const jobs = JSON.parse((await jobwire("ray", "list", "--json")).stdout) as ReadonlyArray<{ submissionId: string }>;
    expect(jobs.map(({ submissionId }) => submissionId)).toContain(id("long"));
  });

  test("names what is wrong: an unknown job, wrong usage, no server, the wrong token", async () => {
    expect(await jobwire("ray", "status", "nobody")).toMatchObject({ code: 1, stdout: "" });
    expect(await jobwire("ray", "status")).toMatchObject({ code: 2, stdout: "" });
    expect(await jobwire("ray", "list", "--address", "http://127.0.0.1:1")).toMatchObject({ code: 4, stdout: "" });
    const refused = await jobwire("ray", "list", "--token-file", join(root, "LICENSE"));
    expect(refused).toMatchObject({ code: 2, stdout: "" });
  });
});
