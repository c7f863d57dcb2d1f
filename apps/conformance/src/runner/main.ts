/** conformance: runs the cases in every runtime, prints and writes the matrix; exit code 1 when anything does not hold. */
import { createWriteStream } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { cases } from "../cases/index.ts";
import { knownFailures } from "../known-failures.ts";
import { requirements } from "../manifest/index.ts";
import { matrixMarkdown, totalsMarkdown } from "../report/markdown.ts";
import { makeMatrix } from "../report/matrix.ts";
import { applyKnownFailures } from "./apply-known-failures.ts";
import type { RuntimeResult } from "./cell-result.ts";
import { checkManifest } from "./check-manifest.ts";
import { programChecks } from "./program-checks.ts";
import { startControlServer } from "./control-server.ts";
import { type Options, readOptions, usage } from "./options.ts";
import { runRuntime, selectCases } from "./run-suite.ts";

const say = (line: string): void => void process.stderr.write(`${line}\n`);

const run = async (options: Options): Promise<number> => {
  const wrong = [...checkManifest(requirements, [...cases, ...programChecks])];
  const selected = selectCases(options);
  if (selected.length === 0) wrong.push("no case is left to run");
  const ran: Array<RuntimeResult> = [];
  await mkdir(options.out, { recursive: true });
  // A line for each cell as it is done: what a run that hangs or is ended leaves behind.
  const lines = createWriteStream(join(options.out, "cells.jsonl"));
  const control = await startControlServer();
  try {
    const waiting = [...options.runtimes];
    const work = async (): Promise<void> => {
      for (let id = waiting.shift(); id !== undefined; id = waiting.shift()) {
        const result = await runRuntime(id, control, selected, {
          target: options.target,
          onCell: (cell) => void lines.write(`${JSON.stringify({ runtime: id, ...cell })}\n`),
        });
        tell(result);
        ran.push(result);
      }
    };
    // Two at a time: the cases wait more than they compute.
    await Promise.all([work(), work()]);
    ran.sort((a, b) => options.runtimes.indexOf(a.id) - options.runtimes.indexOf(b.id));
  } finally {
    await control.close();
    lines.end();
  }
  const { runtimes, stale } = applyKnownFailures(
    options.requirements.length === 0 && options.target === undefined ? knownFailures : [],
    ran,
  );
  wrong.push(...stale);
  const shown = new Set([...selected, ...programChecks].flatMap(({ cites }) => cites));
  const matrix = makeMatrix(
    requirements.filter(({ id }) => shown.has(id)),
    runtimes,
  );
  await writeFile(join(options.out, "matrix.json"), `${JSON.stringify(matrix, null, 2)}\n`);
  await writeFile(join(options.out, "matrix.md"), matrixMarkdown(matrix));
  process.stdout.write(`${totalsMarkdown(matrix)}\n`);
  for (const problem of wrong) say(`WRONG    ${problem}`);
  const { totals } = matrix;
  process.stdout.write(`\n${totals.runs} cells run: ${totals.passed} of ${totals.cells} requirement cells passed\n`);
  return wrong.length > 0 || totals.failed > 0 || totals.runs === 0 ? 1 : 0;
};

const tell = ({ id, version, cells, ms }: RuntimeResult): void => {
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
