import { type ChildProcess, spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, expect, test } from "vitest";
import { startControlServer } from "../src/runner/control-server.ts";
import { Children } from "../src/runner/children.ts";
import { findChromium } from "../src/runner/find-command.ts";
import { runProcess } from "../src/runner/run-program.ts";
import { cases } from "../src/cases/index.ts";
import { runtimeIds } from "../src/runner/runtime-id.ts";

const main = fileURLToPath(new URL("../dist/runner/main.js", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "jobwire-runner-test-"));
const started: Array<ChildProcess> = [];

afterEach(() => {
  for (const child of started.splice(0)) child.kill("SIGKILL");
});

interface Run {
  readonly child: ChildProcess;
  readonly mark: string;
  readonly ended: Promise<{ readonly code: number | null; readonly output: string }>;
}

/** Starts the runner; every process below it has the mark in its environment. */
const run = (args: ReadonlyArray<string>, environment: NodeJS.ProcessEnv = {}): Run => {
  const mark = `JOBWIRE_RUNNER_TEST=${randomUUID()}`;
  const child = spawn(process.execPath, [main, "--out", folder, ...args], {
    env: { ...process.env, [mark.split("=")[0] as string]: mark.split("=")[1], ...environment },
    stdio: ["ignore", "pipe", "pipe"],
  });
  started.push(child);
  let output = "";
  child.stdout.on("data", (chunk: Buffer) => (output += chunk.toString("utf8")));
  child.stderr.on("data", (chunk: Buffer) => (output += chunk.toString("utf8")));
  return { child, mark, ended: new Promise((resolve) => child.once("close", (code) => resolve({ code, output }))) };
};

/** The command lines of living processes that have the mark. */
const marked = (mark: string): ReadonlyArray<string> =>
  readdirSync("/proc")
    .filter((pid) => /^\d+$/.test(pid))
    .flatMap((pid) => {
      try {
        if (!readFileSync(`/proc/${pid}/environ`, "utf8").split("\0").includes(mark)) return [];
        const state = /^\d+ \(.*\) (.)/s.exec(readFileSync(`/proc/${pid}/stat`, "utf8"))?.[1];
        return state === "Z" ? [] : [readFileSync(`/proc/${pid}/cmdline`, "utf8").replaceAll("\0", " ")];
      } catch {
        return [];
      }
    });

const until = async (look: () => boolean, what: () => string): Promise<void> => {
  const limit = Date.now() + 60_000;
  while (!look()) {
    if (Date.now() > limit) throw new Error(`not within 60 s: ${what()}`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
};

const noneLeft = (mark: string): Promise<void> =>
  until(
    () => marked(mark).length === 0,
    () => `nothing is left, not ${marked(mark).join("\n")}`,
  );

/** A program that waits until the watchdog knows of it. */
const isStarting = (command: string): boolean => command.startsWith("/bin/sh -c");

const isProgram = (id: string, command: string): boolean =>
  !isStarting(command) &&
  (id === "chromium" ? /chrom/.test(command) && command.includes("--headless") : command.includes("/programs/"));

test.for(runtimeIds.filter((id) => id !== "chromium" || "command" in findChromium()))(
  "no program of %s outlives a runner that SIGKILL ends",
  { timeout: 150_000 },
  async (id) => {
    // A case that takes long, so that the program is busy when its runner ends.
    const { child, mark, ended } = run(["--runtime", id, "--case", "ray/slow-reader", "--case", "ray/wait/deadline"]);
    await until(
      () => marked(mark).some((command) => isProgram(id, command)),
      () => "the program runs",
    );
    child.kill("SIGKILL");
    await ended;
    await noneLeft(mark);
  },
);

test("a program that is only starting does not outlive a runner that SIGKILL ends", { timeout: 150_000 }, async () => {
  // Bun starts fastest; whatever the moment is, the watchdog knows the process or the process ends by itself.
  const { child, mark, ended } = run(["--runtime", "bun", "--case", "ray/slow-reader"]);
  await until(
    () => marked(mark).some((command) => isStarting(command) || isProgram("bun", command)),
    () => "a program starts",
  );
  child.kill("SIGKILL");
  await ended;
  await noneLeft(mark);
});

test("a missing Chromium ends the run at once with advice, and no program is left", {
  timeout: 60_000,
}, async () => {
  const { ended, mark } = run(["--case", "ray/wait/deadline"], { CHROMIUM_PATH: "/nonexistent", PATH: "/nonexistent" });
  const { code, output } = await ended;
  expect(code).toBe(2);
  expect(output).toContain("MISSING  chromium: CHROMIUM_PATH names /nonexistent");
  expect(output).toContain("--skip-missing");
  expect(marked(mark)).toEqual([]);
});

test("--skip-missing skips a missing runtime and reports it at the start and at the end", {
  timeout: 120_000,
}, async () => {
  const args = ["--runtime", "node24,chromium", "--case", "ray/errors/as-data", "--skip-missing"];
  const { code, output } = await run(args, { CHROMIUM_PATH: "", PATH: "/nonexistent" }).ended;
  expect(output.split("SKIPPED  chromium was NOT tested: Chromium is not in PATH").length).toBe(3);
  expect(output).toMatch(/ok +node24 .*: 3 passed, 0 failed/);
  expect(code).toBe(0);
});

const runProgram = async (command: string, args: ReadonlyArray<string>) => {
  const control = await startControlServer();
  const children = new Children();
  try {
    const program = { id: "node24" as const, command, args: () => args, endsByItself: true };
    const began = Date.now();
    const { cells } = await runProcess(program, control, cases.slice(0, 1), { limitMs: 60_000, children });
    return { cells, tookMs: Date.now() - began };
  } finally {
    children.close();
    await control.close();
  }
};

test("a program that crashes at once is a failure with its last output", { timeout: 60_000 }, async () => {
  const { cells, tookMs } = await runProgram(process.execPath, ["-e", "throw new Error('cannot begin')"]);
  expect(cells[0]).toMatchObject({ state: "failed", error: expect.stringContaining("cannot begin") as string });
  expect(tookMs).toBeLessThan(20_000);
});

test("a command that cannot start is a failure", { timeout: 60_000 }, async () => {
  const { cells } = await runProgram("/nonexistent/node", []);
  expect(cells[0]).toMatchObject({ state: "failed", error: expect.stringContaining("it did not start") as string });
});

test("when one runtime cannot continue, the programs of the others are ended", { timeout: 120_000 }, async () => {
  // A browser that exists and a folder for its profile that does not.
  const fake = join(folder, "chromium");
  writeFileSync(fake, "#!/bin/sh\nexit 0\n");
  chmodSync(fake, 0o755);
  const args = ["--runtime", "node24,chromium", "--case", "ray/slow-reader"];
  const { ended, mark } = run(args, { CHROMIUM_PATH: fake, TMPDIR: join(folder, "none") });
  const { code, output } = await ended;
  expect(output).toContain("ENOENT");
  expect(code).toBe(2);
  await noneLeft(mark);
  rmSync(folder, { recursive: true, force: true });
});
