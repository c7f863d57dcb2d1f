/**
 * Runs the live suite, or with `--only NAME` (repeatable) a part of it: `ray` on Ray heads that it starts and stops, `old-ray` on
 * the oldest Ray that the README promises, `nodes` on clusters of several nodes that its tests start, `agent` and `reasoner` with the
 * real Python clients on the reference servers. All other arguments go to vitest. Tests that leave a process running fail the run.
 */
import { spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { setTimeout as pause } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { endMarked, markedProcesses, RUN_MARK } from "./head/processes.ts";
import { agentSuite } from "./suites/agent.ts";
import { nodesSuite } from "./suites/nodes.ts";
import { oldRaySuite } from "./suites/old-ray.ts";
import { raySuite } from "./suites/ray.ts";
import { reasonerSuite } from "./suites/reasoner.ts";
import { type Stage, SuiteUnavailable } from "./suites/suite.ts";

/** The tests of a suite are in test/NAME. Those of the first suite, Ray's, are in test itself. */
const suites = [raySuite, oldRaySuite, nodesSuite, agentSuite, reasonerSuite];

const wanted = new Set<string>();
const vitestArguments: Array<string> = [];
const args = process.argv.slice(2);
for (let at = 0; at < args.length; at += 1) {
  if (args[at] === "--only") wanted.add(args[++at] ?? "");
  else vitestArguments.push(args[at] as string);
}
const unknown = [...wanted].filter((name) => !suites.some((suite) => suite.name === name));
if (unknown.length > 0) {
  console.error(
    `Unknown suite: ${unknown.join(", ")}. Pass --only with one of ${suites.map((suite) => suite.name).join(", ")}.`,
  );
  process.exit(2);
}
const isWanted = (name: string): boolean => wanted.size === 0 || wanted.has(name);
for (const { name } of suites.filter((suite) => suite !== raySuite && !isWanted(suite.name)))
  vitestArguments.push("--exclude", `test/${name}/**`);
if (!isWanted(raySuite.name)) vitestArguments.push("--exclude", "test/*.test.ts");

const stopping = new AbortController();
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => stopping.abort(signal));

/** Runs vitest. Resolves with its exit code, or 1 when a signal ended it. */
const vitest = (env: NodeJS.ProcessEnv): Promise<number> =>
  new Promise((resolve, reject) => {
    const child = spawn(process.execPath, ["node_modules/vitest/vitest.mjs", "run", ...vitestArguments], {
      cwd: fileURLToPath(new URL("..", import.meta.url)),
      env: { ...process.env, ...env },
      stdio: ["ignore", "inherit", "inherit"],
    });
    const end = (): void => void child.kill("SIGTERM");
    stopping.signal.addEventListener("abort", end);
    child.once("error", reject);
    child.once("close", (code) => resolve(code ?? 1));
    if (stopping.signal.aborted) end();
  });

/** Ends the processes that tests left running, and prints them. Ignores processes that end by themselves within 10 s. */
const endLeftProcesses = async (run: string): Promise<boolean> => {
  const deadline = Date.now() + 10_000;
  for (;;) {
    const left = await markedProcesses(run, RUN_MARK);
    if (left.length === 0) return false;
    if (Date.now() > deadline) {
      console.error("The tests left these processes running:");
      for (const { pid, command } of left) console.error(`${pid} ${command.join(" ").slice(0, 200)}`);
      await endMarked(run, { variable: RUN_MARK });
      return true;
    }
    await pause(500);
  }
};

const stages: Array<Stage> = [];
let code = 1;
try {
  for (const suite of suites) if (isWanted(suite.name)) stages.push(await suite.prepare());
  const run = randomUUID();
  code = await vitest(
    Object.assign({ [RUN_MARK]: run }, ...stages.map((stage) => stage.env)) as Record<string, string>,
  );
  if (await endLeftProcesses(run)) code ||= 1;
} catch (error) {
  if (!(error instanceof SuiteUnavailable)) throw error;
  console.error(error.message);
  code = 2;
} finally {
  await Promise.all(stages.map((stage) => stage[Symbol.asyncDispose]()));
}
process.exitCode = code;
