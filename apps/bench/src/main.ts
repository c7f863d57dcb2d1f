/** bench [--quick] [--json] [--only NAME,…] measures the figures that Jobwire promises and compares them with their goals. */
import { ray } from "@jobwire/node";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { benchRay } from "./bench-ray.ts";
import type { Figure } from "./figure.ts";
import { finishedLog } from "./finished-log.ts";
import { abort } from "./measures/abort.ts";
import { cutAt90 } from "./measures/cut.ts";
import { manyWaits } from "./measures/many-waits.ts";
import { slowReader, slowRuntimes } from "./measures/slow-reader.ts";
import { wholeLog } from "./measures/whole-log.ts";
import { table } from "./table.ts";

const { values: flags } = parseArgs({
  options: {
    /** 300 MB and 5 pairs; otherwise 1,000 MB and 7. */
    quick: { type: "boolean", default: false },
    json: { type: "boolean", default: false },
    only: { type: "string", default: "log,abort,slow,waits" },
  },
});
const only = new Set(flags.only.split(","));
const progress = (text: string): void => void process.stderr.write(`${text}\n`);

const server = await benchRay();
const folder = await mkdtemp(join(tmpdir(), "jobwire-bench-"));
const stop = async (): Promise<void> => {
  await server.stop();
  await rm(folder, { recursive: true, force: true });
};
for (const signal of ["SIGINT", "SIGTERM"] as const) {
  process.once(signal, () => void stop().finally(() => process.exit(130)));
}

const figures: Array<Figure> = [];
try {
  progress(`measuring on ${server.description}`);
  const cluster = ray({ address: server.address });
  if (only.has("log")) {
    const megabytes = flags.quick ? 300 : 1_000;
    progress(`a log of ${megabytes} MB`);
    const log = await finishedLog(cluster, megabytes);
    const pairs = flags.quick ? 5 : 7;
    figures.push(...(await wholeLog({ address: server.address, log, folder, pairs, rayCli: server.rayCli })));
    figures.push(await cutAt90({ address: server.address, log, folder, wholeFile: join(folder, "bare") }));
  }
  if (only.has("abort")) {
    progress("aborts");
    figures.push(...(await abort(cluster, folder, flags.quick ? 3 : 10)));
  }
  if (only.has("slow")) {
    progress("a slow reader");
    // 40 s each. The quick run measures Node only; the conformance suite covers the other runtimes.
    figures.push(...(await slowReader(cluster, folder, flags.quick ? ["node"] : slowRuntimes)));
  }
  if (only.has("waits")) {
    progress("1,000 waits");
    figures.push(await manyWaits(server.address));
  }
  await cluster.close();
} finally {
  await stop();
}
console.log(flags.json ? JSON.stringify({ on: server.description, figures }, null, 2) : table(figures));
