/**
 * bench [--quick] [--runtime node,bun,deno] [--only ROW,…] [--json] [--write-docs] [--results FILE,…]: measures Jobwire beside bare clients and
 * holds the ratios against their goals. Exits with 1 when a goal is missed by more than the spread (with CI=true it only prints that), and
 * with 2 when a row could not be measured.
 */
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { mergeResults } from "./docs/merge-results.ts";
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

const options = {
  /** Smaller logs, fewer pairs, and Node only unless --runtime names others. */
  quick: { type: "boolean", default: false },
  runtime: { type: "string" },
  only: { type: "string" },
  json: { type: "boolean", default: false },
  /** Writes docs/benchmarks.md and its chart. */
  "write-docs": { type: "boolean", default: false },
  /** Measures nothing, and joins the results of earlier runs with --json instead. */
  results: { type: "string" },
} as const;

/** The flags, the rows and the runtimes of a run. */
const readFlags = () => {
  const { values: flags } = parseArgs({ options });
  return {
    flags,
    selected: selectRows(flags.only, rows),
    runtimes: parseRuntimes(flags.runtime ?? (flags.quick ? "node" : "node,bun,deno")),
  };
};

/** Measures the selected rows, one after another. */
const measure = async ({ flags, selected, runtimes }: ReturnType<typeof readFlags>): Promise<Results> => {
  const folder = await mkdtemp(join(tmpdir(), "jobwire-bench-"));
  const context: BenchContext = {
    quick: flags.quick,
    runtimes,
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

const readResults = async (files: string): Promise<Results> => {
  const [first, ...others] = await Promise.all(
    files.split(",").map(async (file) => JSON.parse(await readFile(file, "utf8")) as Results),
  );
  if (first === undefined) throw new TypeError("--results needs a file");
  return mergeResults(first, ...others);
};

/** Undefined after a wrong flag, which it reports. */
const readFlagsOrReport = (): ReturnType<typeof readFlags> | undefined => {
  try {
    return readFlags();
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    console.error(error.message);
    return undefined;
  }
};

const run = readFlagsOrReport();
if (run === undefined) {
  process.exitCode = 2;
} else {
  const { flags } = run;
  const results = flags.results === undefined ? await measure(run) : await readResults(flags.results);
  if (flags["write-docs"]) await writeDocs(results);
  console.log(flags.json ? JSON.stringify(results, null, 2) : table(results.figures));
  process.exitCode = exitCodeOf(results.figures, results.failed, process.env["CI"] === "true");
}
