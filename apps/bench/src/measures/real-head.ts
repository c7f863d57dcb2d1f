import type { RayCluster } from "@jobwire/core";
import { ray } from "@jobwire/node";
import { join } from "node:path";
import { type BenchRay, benchRay } from "../bench-ray.ts";
import type { Figure } from "../figure.ts";
import { finishedLog } from "../finished-log.ts";
import type { Row } from "../row.ts";
import { abort } from "./abort.ts";
import type { BenchContext } from "./bench-context.ts";
import { cutAt90 } from "./cut.ts";
import { latency } from "./latency.ts";
import { manyWaits } from "./many-waits.ts";
import { quiet } from "./quiet.ts";
import { slowReader } from "./slow-reader.ts";
import { wholeLog } from "./whole-log.ts";

/** The one head of a run, started when the first row needs it. */
let head: Promise<BenchRay> | undefined;

const headOf = async ({ progress }: BenchContext): Promise<BenchRay> => {
  head ??= benchRay();
  const started = await head;
  progress(`on ${started.description}`);
  return started;
};

/** Stops the head if a row started one. */
export const stopHead = async (): Promise<void> => {
  const started = head;
  head = undefined;
  await (await started)?.stop();
};

const log = async (context: BenchContext): Promise<ReadonlyArray<Figure>> => {
  const { address, rayCli } = await headOf(context);
  const { folder, quick, progress } = context;
  await using cluster = ray({ address });
  const megabytes = quick ? 300 : 1_000;
  progress(`a log of ${megabytes} MB`);
  const finished = await finishedLog(cluster, megabytes);
  return [
    ...(await wholeLog({ address, log: finished, folder, pairs: quick ? 3 : 7, rayCli })),
    await cutAt90({ address, log: finished, folder, wholeFile: join(folder, "bare") }),
  ];
};

const waits = async (context: BenchContext): Promise<ReadonlyArray<Figure>> => {
  const { address } = await headOf(context);
  context.progress("1,000 waits");
  return [await manyWaits(address)];
};

/** A measurement that needs nothing but a client of the head. */
const onHead =
  (measure: (context: BenchContext, cluster: RayCluster) => Promise<ReadonlyArray<Figure>>): Row["measure"] =>
  async (context) => {
    const { address } = await headOf(context);
    await using cluster = ray({ address });
    return await measure(context, cluster);
  };

/** The rows that use a real Ray head, or the reference Ray without one. */
export const realHeadRows: ReadonlyArray<Row> = [
  { name: "log", measure: log },
  {
    name: "abort",
    measure: onHead((context, cluster) => abort(cluster, context.folder, context.quick ? 3 : 10)),
  },
  {
    // 40 s each. The quick run measures Node only; the conformance suite covers the other runtimes.
    name: "slow",
    measure: onHead((context, cluster) =>
      slowReader(cluster, context.folder, context.quick ? ["node"] : context.runtimes),
    ),
  },
  { name: "waits", measure: waits },
  { name: "latency", measure: onHead(latency) },
  { name: "quiet", measure: onHead(quiet) },
];
