/** The script as its reader runs it: one command, and its output and exit code. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { text } from "node:stream/consumers";
import { type ReferenceRay, startReferenceRay } from "@jobwire/testing";
import { ray } from "jobwire";
import { afterAll, beforeAll, expect, test } from "vitest";

let server: ReferenceRay;
beforeAll(async () => {
  server = await startReferenceRay({ clocks: { tailPollMs: 50, supervisorStartMs: 20, killAfterMs: 300 } });
});
afterAll(() => server.close());

const start = (entrypoint: string) => {
  const program = fileURLToPath(new URL("../src/main.ts", import.meta.url));
  const child = spawn(process.execPath, [program, entrypoint], {
    env: { PATH: process.env["PATH"], RAY_API_SERVER_ADDRESS: server.url },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const ended = once(child, "exit") as Promise<[number | null]>;
  return { child, ended };
};

const run = async (entrypoint: string) => {
  const { child, ended } = start(entrypoint);
  const [stdout, stderr, [code]] = await Promise.all([text(child.stdout), text(child.stderr), ended]);
  return { stdout, stderr, code, id: /submitted (\S+)/.exec(stderr)?.[1] ?? "" };
};

test("it prints the whole log, and succeeds with the job", async () => {
  const { stdout, stderr, code, id } = await run('echo "one: 로그 🚀"; sleep 0.2; printf "two\\n\\nfour"');
  expect(code, stderr).toBe(0);
  expect(stderr).toMatch(/SUCCEEDED\n$/);
  // The last line of the log has no end, and the program ends every line that it prints.
  expect(stdout).toBe(`${readFileSync(server.logFile(id), "utf8")}\n`);
});

test("it fails with the job, and says so", async () => {
  const { code, stderr, id } = await run("exit 3");
  expect(code).toBe(1);
  expect(stderr).toContain(id);
});

test("Ctrl-C ends the program and not the job", async () => {
  const { child, ended } = start("echo started; sleep 60");
  const errors = text(child.stderr);
  for await (const line of createInterface({ input: child.stdout })) if (line === "started") break;
  child.kill("SIGINT");
  expect(await ended).toEqual([130, null]);
  const id = /submitted (\S+)/.exec(await errors)?.[1] ?? "";
  await using cluster = ray({ address: server.url });
  expect((await cluster.jobs.get(id)).status).toBe("RUNNING");
  await cluster.jobs.stop(id, { wait: true });
});
