/**
 * Runs the live suite, or with `--only NAME` (repeatable) a part of it: `ray` on Ray heads that it starts and stops, `old-ray` on
 * the oldest Ray that the README promises, `nodes` on clusters of several nodes, `proxy` behind nginx, `agent` and `reasoner` with
 * the real Python clients on the reference servers. With `--ray VERSIONS` or `--topology NAMES` it runs the matrix instead: each
 * topology on each version of Ray, and prints a table. All other arguments go to vitest. Tests that leave a process running fail the
 * run.
 */
import { MatrixUsage, readMatrixOptions } from "./matrix/options.ts";
import { runMatrix } from "./matrix/run-matrix.ts";
import { runVitest } from "./run/vitest.ts";
import { agentSuite } from "./suites/agent.ts";
import { nodesSuite } from "./suites/nodes.ts";
import { oldRaySuite } from "./suites/old-ray.ts";
import { proxySuite } from "./suites/proxy.ts";
import { raySuite } from "./suites/ray.ts";
import { reasonerSuite } from "./suites/reasoner.ts";
import { type Stage, SuiteUnavailable } from "./suites/suite.ts";

/** The tests of a suite are in test/NAME. Those of the first suite, Ray's, are in test itself. */
const suites = [raySuite, oldRaySuite, nodesSuite, proxySuite, agentSuite, reasonerSuite];

const stopping = new AbortController();
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => stopping.abort(signal));

try {
  const matrix = readMatrixOptions(process.argv.slice(2));
  if (matrix !== undefined) process.exit(await runMatrix(matrix, stopping.signal));
} catch (error) {
  if (stopping.signal.aborted) process.exit(1);
  if (!(error instanceof MatrixUsage)) throw error;
  console.error(error.message);
  process.exit(2);
}

const wanted = new Set<string>();
// The tests that only the matrix runs.
const vitestArguments: Array<string> = ["--exclude", "test/matrix/**", "--exclude", "test/scale/**"];
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

const stages: Array<Stage> = [];
let code = 1;
try {
  // At once: a head takes seconds to start, most of them waiting.
  const prepared = await Promise.allSettled(
    suites.filter(({ name }) => isWanted(name)).map((suite) => suite.prepare()),
  );
  for (const one of prepared) if (one.status === "fulfilled") stages.push(one.value);
  const failure = prepared.find((one) => one.status === "rejected");
  if (failure !== undefined) throw failure.reason;
  const env = Object.assign({}, ...stages.map((stage) => stage.env)) as Record<string, string>;
  code = await runVitest({ args: vitestArguments, env, signal: stopping.signal });
} catch (error) {
  if (!(error instanceof SuiteUnavailable)) throw error;
  console.error(error.message);
  code = 2;
} finally {
  await Promise.all(stages.map((stage) => stage[Symbol.asyncDispose]()));
}
process.exitCode = code;
