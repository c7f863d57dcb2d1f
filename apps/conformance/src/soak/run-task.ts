import { agent, ray, reasoner, nodeAdapter } from "@jobwire/node";
import { isJobwireError } from "@jobwire/core";
import type { Bench } from "../case/conformance-case.ts";
import { type Subject, subjectOf } from "../cases/faults/backends.ts";
import type { SoakServers } from "./servers.ts";
import type { SoakTask } from "./soak-task.ts";

/** The result of a task. */
export interface TaskOutcome {
  /** Lines that were compared with the log. */
  readonly lines: number;
  /** Lines of the log that did not come, or came too often. */
  readonly lost: number;
  /** The failed checks. */
  readonly wrong: ReadonlyArray<string>;
}

/**
 * How long clients retry failures, in milliseconds; all faults of a task together last less: a plain log may take 60 s to begin, and
 * six responses of a task may be silent (maxFaults; seen with seed 549184836, task 1044690377).
 */
const retryForMs = 420_000;
/** How long a wait may take, in milliseconds. */
const waitForMs = 60_000;
const settlesWithinMs = 3_000;

const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
const isEnd = (status: string): boolean => /^(?:SUCCEEDED|COMPLETED|STOPPED|CANCELED)$/.test(status);

const benchOf = (task: SoakTask, url: string): Bench =>
  ({
    transport: task.transport,
    url,
    ray: (options: never) => ray(options),
    agent: (options: never) => agent(options),
    reasoner: (options: never) => reasoner(options),
    runtime: nodeAdapter.runtime,
    clients: { ray, agent, reasoner },
  }) as unknown as Bench;

/** Runs one task against its own servers, with a client of its own that it closes afterwards. */
export const runTask = async (task: SoakTask, servers: SoakServers): Promise<TaskOutcome> => {
  const { seed } = task;
  const wrong: Array<string> = [];
  const { url } = await servers.open(seed);
  let subject: Subject | undefined;
  let counted = { lines: 0, lost: 0 };
  try {
    subject = subjectOf(benchOf(task, url), task.surface, {
      retryForMs,
      pollIntervalMs: 100,
      timeouts: { connectMs: 2_000, idleMs: 1_000 },
    });
    counted = await operations[task.operation](task, subject, servers);
  } catch (error) {
    wrong.push(error instanceof Error ? `${error.name}: ${error.message}` : String(error));
  } finally {
    await subject?.close();
    wrong.push(...(await servers.close(seed)));
  }
  return { ...counted, wrong };
};

type Run = (task: SoakTask, subject: Subject, servers: SoakServers) => Promise<Omit<TaskOutcome, "wrong">>;

const nothing = { lines: 0, lost: 0 };

/** Writes the later pieces of the log, and ends the job. */
const write = async ({ seed, later }: SoakTask, servers: SoakServers): Promise<void> => {
  for (const piece of later) {
    await sleep(60);
    await servers.hand(seed, "append", piece);
  }
  await sleep(60);
  await servers.hand(seed, "end");
};

const tail: Run = async (task, subject, servers) => {
  const reading = subject.read({ idleMs: 1_000 });
  await write(task, servers);
  const lines = await reading.over;
  const result = await servers.checkLines(task.seed, lines);
  if (!result.ok) throw new Error(`R1: ${result.message}`);
  return { lines: result.lines, lost: result.missing + result.extra };
};

const abort: Run = async (task, subject, servers) => {
  const ends = new AbortController();
  const reading = subject.read({ idleMs: 1_000, signal: ends.signal });
  await sleep(task.abortAfterMs);
  const began = Date.now();
  ends.abort();
  const outcome = await reading.over.then(
    () => "it ended",
    (error: unknown) => (isJobwireError(error) ? error._tag : String(error)),
  );
  const took = Date.now() - began;
  if (outcome !== "Aborted") throw new Error(`an abort ended with ${outcome}`);
  if (took > settlesWithinMs) throw new Error(`an abort took ${took} ms`);
  await servers.hand(task.seed, "end");
  return nothing;
};

const wait: Run = async (task, subject, servers) => {
  const waiting = subject.wait({ timeoutMs: waitForMs });
  waiting.catch(() => {});
  await write(task, servers);
  const status = await waiting;
  if (!isEnd(status)) throw new Error(`a wait returned ${status}`);
  return nothing;
};

/** A call is tried three times, and then fails with its own error; any error but a typed one is wrong. */
const calls: Run = async (_, subject) => {
  const ids = [undefined, undefined, "nobody-knows-this-job"];
  await Promise.all(
    ids.map(async (id) => {
      try {
        const status = await subject.get(id === undefined ? {} : { id });
        if (id !== undefined) throw new Error(`an unknown job is ${status}`);
      } catch (error) {
        if (!isJobwireError(error)) throw error;
      }
    }),
  );
  return nothing;
};

const writes: Run = async (_, subject) => {
  try {
    await subject.stop();
  } catch (error) {
    if (!isJobwireError(error)) throw error;
    return nothing;
  }
  const status = await subject.wait({ timeoutMs: waitForMs });
  if (!isEnd(status)) throw new Error(`a job that was stopped is ${status}`);
  return nothing;
};

const operations: Readonly<Record<SoakTask["operation"], Run>> = { tail, abort, wait, calls, writes };
