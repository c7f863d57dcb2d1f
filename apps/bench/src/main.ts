/**
 * bench [--quick] [--runtime node,bun,deno] [--only ROW,…] [--json] [--write-docs] [--results FILE]: measures Jobwire beside bare clients and
 * holds the ratios against their goals. Exits with 1 when a goal is missed by more than the spread (with CI=true it only prints that), and
 * with 2 when a row could not be measured.
 */
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import type { Results } from "./docs/results.ts";
import { writeDocs } from "./docs/write-docs.ts";
import { exitCodeOf } from "./exit-code.ts";
import type { Figure } from "./figure.ts";
import { describeMachine } from "./machine.ts";
import type { BenchContext } from "./measures/bench-context.ts";
import { stopHead } from "./measures/real-head.ts";
import { selectRows } from "./row.ts";
import { rows } from "./rows.ts";
import { parseRuntimes } from "./runtime.ts";
import { table } from "./table.ts";

const { values: flags } = parseArgs({
  options: {
    /** Smaller logs, fewer pairs, and Node only unless --runtime names others. */
    quick: { type: "boolean", default: false },
    runtime: { type: "string" },
    only: { type: "string" },
    json: { type: "boolean", default: false },
    /** Writes docs/benchmarks.md and its chart. */
    "write-docs": { type: "boolean", default: false },
    /** Measures nothing, and takes the results of an earlier run with --json instead. */
    results: { type: "string" },
  },
});

/** Measures the selected rows, one after another. */
const measure = async (): Promise<Results> => {
  const selected = selectRows(flags.only, rows);
  const folder = await mkdtemp(join(tmpdir(), "jobwire-bench-"));
  const context: BenchContext = {
    quick: flags.quick,
    runtimes: parseRuntimes(flags.runtime ?? (flags.quick ? "node" : "node,bun,deno")),
    progress: (text) => void process.stderr.write(`${text}\n`),
    folder,
  };
  const stop = async (): Promise<void> => {
    await stopHead();
    await rm(folder, { recursive: true, force: true });
  };
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    process.once(signal, () => void stop().finally(() => process.exit(130)));
  }
  const figures: Array<Figure> = [];
  const failed: Array<string> = [];
  try {
    for (const row of selected) {
      try {
        figures.push(...(await row.measure(context)));
      } catch (error) {
        failed.push(row.name);
        console.error(`${row.name} could not be measured:`, error);
      }
    }
  } finally {
    await stop();
  }
  return { machine: describeMachine(context.runtimes), quick: flags.quick, figures, failed };
};

const results =
  flags.results === undefined ? await measure() : (JSON.parse(await readFile(flags.results, "utf8")) as Results);
if (flags["write-docs"]) await writeDocs(results);
console.log(flags.json ? JSON.stringify(results, null, 2) : table(results.figures));
process.exitCode = exitCodeOf(results.figures, results.failed, process.env["CI"] === "true");
