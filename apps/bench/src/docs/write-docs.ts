import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { benchmarksPage } from "./benchmarks-page.ts";
import { mainRatios } from "./main-ratios.ts";
import { ratioChart } from "./ratio-chart.ts";
import type { Results } from "./results.ts";

const docs = fileURLToPath(new URL("../../../../docs", import.meta.url));

/** Writes `benchmarks.md` and `benchmarks.svg` below `docs`. */
export const writeDocs = async (results: Results): Promise<void> => {
  await writeFile(join(docs, "benchmarks.md"), benchmarksPage(results));
  await writeFile(join(docs, "benchmarks.svg"), ratioChart(mainRatios(results.figures)));
};
