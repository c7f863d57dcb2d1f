import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { seededRandom } from "@jobwire/testing/internal";
import { runTask } from "./run-task.ts";
import { startSoakServers } from "./servers.ts";
import { taskOf } from "./soak-task.ts";
import { slopeOf, type Sample } from "./trend.ts";

/** Options of a soak. */
export interface SoakOptions {
  readonly minutes: number;
  readonly seed: number;
  readonly workers: number;
  /** Only this task, by the seed that a soak printed. */
  readonly task: number | undefined;
  readonly say: (line: string) => void;
}

const mebibyte = 1_048_576;
const sampleMs = 5_000;
/** During this part of the time code is compiled and caches fill. */
const warmUpShare = 0.25;
/** How much the whole heap may grow from the end of the warm-up to the end, by the line through all samples, in bytes. */
const maxHeapGrowth = 12 * mebibyte;
const maxRssGrowth = 96 * mebibyte;
/** How long one task may take, in milliseconds. */
const taskLimitMs = 120_000;

const collect = (): void => {
  setFlagsFromString("--expose-gc");
  const gc = runInNewContext("gc") as () => void;
  gc();
  gc();
};

/** What keeps this process alive, by kind, without its own output and its channel to the servers. */
const handles = (): Readonly<Record<string, number>> => {
  const counts: Record<string, number> = {};
  for (const name of process.getActiveResourcesInfo()) counts[name] = (counts[name] ?? 0) + 1;
  return counts;
};

const withLimit = async <A>(work: Promise<A>, what: string): Promise<A> => {
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(
    () => late.reject(new Error(`${what} did not finish within ${taskLimitMs} ms`)),
    taskLimitMs,
  );
  try {
    return await Promise.race([work, late.promise]);
  } finally {
    clearTimeout(timer);
  }
};

/** Runs tasks until the time is over; returns the exit code. */
export const runSoak = async ({ minutes, seed, workers, task, say }: SoakOptions): Promise<number> => {
  const servers = startSoakServers();
  const wrong: Array<string> = [];
  const uncaughtError = (error: unknown): void => void wrong.push(`uncaught error: ${String(error)}`);
  process.on("unhandledRejection", uncaughtError);
  process.on("uncaughtException", uncaughtError);
  say(`soak: ${minutes} minutes, seed ${seed}, ${workers} workers`);
  const totals = { tasks: 0, lines: 0, lost: 0 };
  const perform = async (taskSeed: number): Promise<void> => {
    const one = taskOf(taskSeed);
    const name = `task ${taskSeed} (${one.operation}, ${one.surface} by ${one.transport})`;
    let found: ReadonlyArray<string>;
    try {
      const outcome = await withLimit(runTask(one, servers), name);
      totals.lines += outcome.lines;
      totals.lost += outcome.lost;
      found = outcome.wrong;
    } catch (error) {
      found = [error instanceof Error ? error.message : String(error)];
    }
    totals.tasks += 1;
    for (const problem of found) {
      wrong.push(`${name}: ${problem}`);
      say(`FAULT    ${name}: ${problem}; repeat it with --seed ${seed} --task ${taskSeed}`);
    }
  };

  const heap: Array<Sample> = [];
  const rss: Array<Sample> = [];
  const began = Date.now();
  const endsAt = began + minutes * 60_000;
  const sample = (): void => {
    const share = (Date.now() - began) / (endsAt - began);
    if (share < warmUpShare || task !== undefined) return;
    collect();
    const { heapUsed, rss: resident } = process.memoryUsage();
    heap.push({ at: share, value: heapUsed });
    rss.push({ at: share, value: resident });
  };

  // The first task loads what a process loads once, which is not a leak.
  await perform(task ?? seed);
  collect();
  const before = handles();
  if (task === undefined) {
    const random = seededRandom(seed);
    const sampling = setInterval(sample, Math.min(sampleMs, (minutes * 60_000) / 20));
    const work = async (): Promise<void> => {
      while (Date.now() < endsAt) await perform(Math.floor(random() * 2 ** 31));
    };
    await Promise.all(Array.from({ length: workers }, work));
    clearInterval(sampling);
    sample();
  }

  // Handles that a client closed may take a moment to disappear.
  const more = (): ReadonlyArray<string> =>
    Object.entries(handles())
      .filter(([name, count]) => count > (before[name] ?? 0))
      .map(([name, count]) => `${count - (before[name] ?? 0)} more ${name}`);
  for (let tries = 0; more().length > 0 && tries < 100; tries++)
    await new Promise((resolve) => setTimeout(resolve, 100));
  const leaked = more().filter((line) => !/ (?:Timeout|Immediate)$/.test(line));
  if (leaked.length > 0) wrong.push(`handles that were not closed: ${leaked.join(", ")}`);
  const span = 1 - warmUpShare;
  const heapGrowth = slopeOf(heap) * span;
  const rssGrowth = slopeOf(rss) * span;
  if (heapGrowth > maxHeapGrowth) wrong.push(`the heap grew by ${mib(heapGrowth)}`);
  if (rssGrowth > maxRssGrowth) wrong.push(`the resident memory grew by ${mib(rssGrowth)}`);
  if (totals.lost > 0) wrong.push(`${totals.lost} lines were lost or came twice`);
  await servers.end();
  for (const problem of wrong) say(`WRONG    ${problem}`);
  const verdict = wrong.length === 0 ? "ok" : "FAILED";
  say(
    `soak ${verdict}: ${totals.tasks} tasks, ${totals.lines} lines checked, ${totals.lost} lost, ${wrong.length} faults; heap ${signed(heapGrowth)}, resident ${signed(rssGrowth)}; ${leaked.length} handles left; seed ${seed}`,
  );
  return wrong.length === 0 ? 0 : 1;
};

const mib = (bytes: number): string => `${(bytes / mebibyte).toFixed(1)} MiB`;
const signed = (bytes: number): string => `${bytes < 0 ? "" : "+"}${mib(bytes)}`;
