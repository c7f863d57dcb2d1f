/** conformance: runs the cases in every runtime, prints and writes the matrix; exit code 1 when any check fails. */
import { createWriteStream } from "node:fs";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { cases } from "../cases/index.ts";
import { compareExpected, parseExpected, writeExpected } from "../faults/expected-cells.ts";
import { planFaults } from "../faults/fault-cells.ts";
import { faultTotals, faultResults } from "../faults/fault-results.ts";
import { faultTable } from "../faults/table.ts";
import { knownFailures } from "../known-failures.ts";
import { requirements } from "../manifest/index.ts";
import { matrixMarkdown, totalsMarkdown } from "../report/markdown.ts";
import { makeMatrix } from "../report/matrix.ts";
import { applyKnownFailures } from "./apply-known-failures.ts";
import type { Greeting } from "../program/control.ts";
import type { CellResult, RuntimeResult } from "./cell-result.ts";
import { checkManifest } from "./check-manifest.ts";
import { programChecks } from "./program-checks.ts";
import { Children } from "./children.ts";
import { whyMissing } from "./find-command.ts";
import { startControlServer } from "./control-server.ts";
import { planCells } from "./plan.ts";
import { type Options, readOptions, usage } from "./options.ts";
import { runtimeIds } from "./runtime-id.ts";
import { runRuntime, selectCases } from "./run-suite.ts";

const say = (line: string): void => void process.stderr.write(`${line}\n`);

const run = async (options: Options): Promise<number> => {
  const missing = options.runtimes.flatMap((id) => {
    const why = whyMissing(id);
    return why === undefined ? [] : [{ id, why }];
  });
  if (missing.length > 0 && !options.skipMissing) {
    for (const { id, why } of missing) say(`MISSING  ${id}: ${why}`);
    say(`Nothing ran. Skip such runtimes with --skip-missing, or name others with --runtime.`);
    return 2;
  }
  const reportSkipped = (): void => {
    for (const { id, why } of missing) say(`SKIPPED  ${id} was NOT tested: ${why}`);
  };
  reportSkipped();
  const wrong = [...checkManifest(requirements, [...cases, ...programChecks])];
  const selected = options.updateFaultCells ? [] : selectCases(options);
  if (selected.length === 0 && !options.updateFaultCells) wrong.push("no case matches the options");
  const ran: Array<RuntimeResult> = [];
  await mkdir(options.out, { recursive: true });
  // Writes a line for each finished cell, which stays behind when a run hangs or is ended.
  const lines = createWriteStream(join(options.out, "cells.jsonl"));
  const control = await startControlServer();
  const children = new Children();
  const interrupted = (signal: NodeJS.Signals): void => {
    children.endAll();
    process.exit(signal === "SIGINT" ? 130 : 143);
  };
  process.once("SIGINT", interrupted);
  process.once("SIGTERM", interrupted);
  process.once("SIGHUP", interrupted);
  try {
    // A browser takes longest, so it begins first.
    const waiting = options.runtimes
      .filter((id) => !missing.some((one) => one.id === id))
      .sort((one, other) => Number(other === "chromium") - Number(one === "chromium"));
    const work = async (): Promise<void> => {
      for (let id = waiting.shift(); id !== undefined; id = waiting.shift()) {
        const result = await runRuntime(id, control, selected, {
          target: options.target,
          children,
          onCell: (cell) => void lines.write(`${JSON.stringify({ runtime: id, ...cell })}\n`),
        });
        report(result);
        ran.push(result);
      }
    };
    // Three at a time: the cases wait more than they compute. When one cannot continue, the others are ended too.
    const all = [work(), work(), work()];
    try {
      await Promise.all(all);
    } catch (error) {
      waiting.length = 0;
      children.endAll();
      await Promise.allSettled(all);
      throw error;
    }
    ran.sort((a, b) => options.runtimes.indexOf(a.id) - options.runtimes.indexOf(b.id));
  } finally {
    children.close();
    await control.close();
    lines.end();
  }
  if (options.updateFaultCells) return updateFaultCells(ran);
  const whole = options.requirements.length === 0 && options.cases.length === 0 && options.target === undefined;
  const { runtimes, stale } = applyKnownFailures(whole ? knownFailures : [], ran);
  wrong.push(...stale);
  const plan = planFaults(faultTable, cases);
  const results = faultResults(plan, runtimes);
  wrong.push(...plan.problems);
  if (whole) {
    const expected = parseExpected(await readFile(cellList, "utf8"));
    wrong.push(
      ...compareExpected(
        expected,
        results,
        runtimes.map(({ id }) => id),
      ),
    );
  }
  const shown = new Set([...selected, ...programChecks].flatMap(({ cites }) => cites));
  const matrix = makeMatrix(
    requirements.filter(({ id }) => shown.has(id)),
    runtimes,
  );
  await writeFile(join(options.out, "matrix.json"), `${JSON.stringify(matrix, null, 2)}\n`);
  await writeFile(join(options.out, "matrix.md"), matrixMarkdown(matrix));
  process.stdout.write(`${totalsMarkdown(matrix)}\n`);
  for (const problem of wrong) say(`WRONG    ${problem}`);
  reportSkipped();
  const { totals } = matrix;
  await writeFile(join(options.out, "faults.json"), `${JSON.stringify(results, null, 1)}\n`);
  process.stdout.write(`\n${faultTotals(results)}\n`);
  process.stdout.write(`${totals.runs} cells run: ${totals.passed} of ${totals.cells} requirement cells passed\n`);
  return wrong.length > 0 || totals.failed > 0 || totals.runs === 0 ? 1 : 0;
};

const cellList = new URL("../../fault-cells.txt", import.meta.url);

/** Writes the list of fault cells from the capabilities that each runtime reports; runs no case. */
const updateFaultCells = async (ran: ReadonlyArray<RuntimeResult>): Promise<number> => {
  const silent = runtimeIds.filter((id) => !ran.some((one) => one.id === id && one.greeting !== undefined));
  if (silent.length > 0) {
    say(`WRONG    the list needs all runtimes, but these did not report: ${silent.join(", ")}`);
    return 1;
  }
  const planned = ran.map((one) => ({ ...one, cells: one.greeting === undefined ? [] : plannedResults(one.greeting) }));
  const results = faultResults(planFaults(faultTable, cases), planned);
  await writeFile(cellList, writeExpected(results));
  say(`fault-cells.txt: ${results.filter(({ state }) => state !== "absent").length} cells`);
  return 0;
};

const plannedResults = (greeting: Greeting): ReadonlyArray<CellResult> => {
  const { cells, absent } = planCells(cases, greeting);
  return [
    ...cells.map(
      ({ case: { id, cites }, transport }): CellResult => ({ case: id, cites, transport, state: "passed", ms: 0 }),
    ),
    ...absent.map(
      ({ case: { id, cites }, transport, reason }): CellResult => ({
        case: id,
        cites,
        transport,
        state: "absent",
        reason,
      }),
    ),
  ];
};

const report = ({ id, version, cells, ms }: RuntimeResult): void => {
  const failed = cells.filter(({ state }) => state === "failed");
  const passed = cells.filter(({ state }) => state === "passed").length;
  const absent = cells.filter(({ state }) => state === "absent").length;
  say(
    `${failed.length === 0 ? "ok      " : "FAILED  "} ${id} ${version ?? ""}: ${passed} passed, ${failed.length} failed, ${absent} absent (${(ms / 1000).toFixed(1)} s)`,
  );
  for (const cell of failed) {
    if (cell.state === "failed") say(`         ${cell.case} by ${cell.transport}: ${cell.error}`);
  }
};

const out = fileURLToPath(new URL("../../report", import.meta.url));
const args = process.argv.slice(2);
try {
  if (args.includes("--help")) process.stdout.write(`${usage}\n`);
  else process.exitCode = await run(readOptions(args, out));
} catch (error) {
  say(error instanceof Error ? (error.stack ?? error.message) : String(error));
  process.exitCode = 2;
}
// Handles that a failed part left open must not keep the runner alive.
setTimeout(() => process.exit(), 5_000).unref();
