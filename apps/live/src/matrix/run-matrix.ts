import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { runVitest } from "../run/vitest.ts";
import type { MatrixOptions } from "./options.ts";
import { type MatrixRow, readRows, ROWS_FILE } from "./row.ts";
import { printedTables } from "./table.ts";

/** The path of a Python with this Ray. The script makes the environment first if it is missing, which takes a minute. */
const pythonWith = async (version: string, signal: AbortSignal): Promise<string> => {
  const script = fileURLToPath(new URL("../../../../.ci/ray-venv", import.meta.url));
  const { stdout } = await promisify(execFile)(script, [version], { signal, maxBuffer: 10_000_000 });
  return join(stdout.trim(), "bin", "python");
};

/** Runs every topology on every version, one after the other, and prints a table for each. Resolves with the exit code. */
export const runMatrix = async (options: MatrixOptions, signal: AbortSignal): Promise<number> => {
  const folder = await mkdtemp(join(tmpdir(), "jw-matrix-"));
  const reporter = fileURLToPath(new URL("row-reporter.js", import.meta.url));
  const rows: Array<MatrixRow> = [];
  try {
    for (const version of options.versions) {
      const python = await pythonWith(version, signal);
      for (const topology of options.topologies) {
        console.log(`\nRay ${version}, ${topology.name}`);
        const file = join(folder, `${version}-${topology.name}`);
        await writeFile(file, "");
        const code = await runVitest({
          args: [...topology.tests, `--reporter=${reporter}`, "--maxWorkers=1", ...options.vitestArguments],
          env: { JOBWIRE_LIVE_PYTHON: python, JOBWIRE_LIVE_VERSION: version, [ROWS_FILE]: file },
          signal,
        });
        const found = await readRows(file);
        // vitest also fails for what belongs to no row, such as an error that nobody caught.
        const unexplained = code !== 0 && found.every(({ result }) => result !== "failed");
        const lost = {
          row: "the run itself",
          result: "failed",
          ms: 0,
          notes: [],
          reason: `vitest ended with exit code ${code}`,
        } as const;
        for (const row of unexplained || found.length === 0 ? [...found, lost] : found)
          rows.push({ ...row, version, topology: topology.name });
        signal.throwIfAborted();
      }
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
    if (rows.length > 0) console.log(printedTables(rows, options.versions));
  }
  return rows.some(({ result }) => result === "failed") ? 1 : 0;
};
