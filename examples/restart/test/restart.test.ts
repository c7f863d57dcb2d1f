/** The task is killed many times, at any point of its life; its journal has every line once, and the cluster saw one submit. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { startReferenceRay } from "@jobwire/testing";
import { expect, onTestFinished, test } from "vitest";
import { readJournal } from "../src/journal.ts";

const program = fileURLToPath(new URL("../src/main.ts", import.meta.url));

const folder = (): string => {
  const path = mkdtempSync(join(tmpdir(), "jobwire-restart-"));
  onTestFinished(() => rmSync(path, { recursive: true }));
  return path;
};

const start = (address: string, ...args: ReadonlyArray<string>) => {
  const child = spawn(process.execPath, [program, ...args], {
    env: { PATH: process.env["PATH"], RAY_API_SERVER_ADDRESS: address },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let stderr = "";
  child.stderr.on("data", (chunk: Buffer) => (stderr += chunk.toString()));
  const ended = once(child, "close").then(([code, signal]) => ({ code, signal, stderr }) as const);
  return { child, ended };
};

const storedLines = (file: string): ReadonlyArray<string> =>
  readJournal(file).flatMap((record) => (record.type === "lines" ? record.lines : []));

test("killed after every few lines, it stores every line exactly once, and submits once", async () => {
  const server = await startReferenceRay({ clocks: { tailPollMs: 50, supervisorStartMs: 20 } });
  onTestFinished(() => server.close());
  const file = join(folder(), "journal");
  // The same line again and again: only a position knows which of them were stored. It continues when the test has seen a kill.
  const release = `${file}.release`;
  writeFileSync(release, "");
  const entrypoint = `i=0; while [ $i -lt 60 ]; do echo "the same line: 로그 🚀"; i=$((i + 1)); while [ $(wc -c < ${release}) -lt $((i / 10)) ]; do sleep 0.02; done; done; printf 'no end'`;
  let kills = 0;
  for (;;) {
    const { child, ended } = start(server.url, file, entrypoint);
    let lines = 0;
    for await (const _ of createInterface({ input: child.stdout })) {
      lines += 1;
      if (lines === 3) child.kill("SIGKILL");
    }
    appendFileSync(release, "x");
    const { code, signal, stderr } = await ended;
    if (signal === "SIGKILL") {
      kills += 1;
      // A task that begins anew each time would never end.
      expect(kills).toBeLessThan(30);
      continue;
    }
    expect(code, stderr).toBe(0);
    break;
  }
  expect(kills).toBeGreaterThan(3);
  const [, submitted] = readJournal(file);
  if (submitted?.type !== "submitted") throw new Error("the journal has no handle");
  const log = readFileSync(server.logFile(submitted.handle.submissionId), "utf8");
  expect(storedLines(file).join("\n")).toBe(log);
  expect(server.requests.get("POST /api/jobs/")).toBe(1);

  // The task is done: another start adds nothing and asks for no log.
  const before = readFileSync(file, "utf8");
  expect((await start(server.url, file, entrypoint).ended).code).toBe(0);
  expect(readFileSync(file, "utf8")).toBe(before);
});

test("killed before or during its submit, it finds the job by the id that it chose", async () => {
  const server = await startReferenceRay({ clocks: { tailPollMs: 50, supervisorStartMs: 20 } });
  onTestFinished(() => server.close());
  const file = join(folder(), "journal");
  const first = start(server.url, file, "echo hello");
  // Kills it when the submit has arrived, and before or after the response did.
  await expect.poll(() => server.requests.get("POST /api/jobs/"), { interval: 1, timeout: 30_000 }).toBe(1);
  first.child.kill("SIGKILL");
  await first.ended;
  const again = await start(server.url, file, "echo hello").ended;
  expect(again.code, again.stderr).toBe(0);
  expect(storedLines(file)).toContain("hello");
  expect(server.requests.get("POST /api/jobs/")).toBe(1);

  // As if it was killed before it sent anything.
  const unsent = join(folder(), "journal");
  writeFileSync(unsent, `${JSON.stringify({ type: "chosen", submissionId: "task-unsent" })}\n`);
  expect((await start(server.url, unsent, "echo late").ended).code).toBe(0);
  expect(readFileSync(server.logFile("task-unsent"), "utf8")).toMatch(/^late$/m);
});

test("a record that was written in part is no record", () => {
  const file = join(folder(), "journal");
  const whole = `${JSON.stringify({ type: "chosen", submissionId: "task-1" })}\n`;
  writeFileSync(file, `${whole}{"type":"submitted","han`);
  expect(readJournal(file)).toEqual([{ type: "chosen", submissionId: "task-1" }]);
  expect(readFileSync(file, "utf8")).toBe(whole);
});
