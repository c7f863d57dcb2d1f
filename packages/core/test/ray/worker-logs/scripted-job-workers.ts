import { Clock, Effect, Exit, Scope, Stream } from "effect";
import { makeRay } from "../../../src/ray/make-ray.ts";
import type { WorkerLogBatch, WorkerLogsOptions, WorkerLogStatus } from "../../../src/ray/worker-logs/types.ts";
import type { JobwireError } from "../../../src/errors.ts";
import { orderedClock } from "../../support/ordered-clock.ts";
import { type ScriptedAdapter, type ScriptedAnswer, scriptedAdapter } from "../../support/scripted-adapter.ts";
import { wireJob, wireNodes } from "../../support/wire-job.ts";

/** A cluster with one job and the logs of its workers, by node and name. Each request may change it. */
export interface ScriptedJobWorkers {
  readonly script: ScriptedAdapter;
  readonly nodes: Map<string, { alive: boolean; readonly files: Map<string, string> }>;
  status: string;
  jobId: string | null;
  /** The response to a read of a log, in place of the log. */
  answer: ((nodeId: string, filename: string) => ScriptedAnswer | undefined) | undefined;
  /** Responses with a log that were open at once, at most. */
  readonly atOnce: () => number;
  readonly count: (path: string) => number;
  readonly print: (nodeId: string, filename: string, text: string) => void;
  readonly now: () => number;
}

export interface Merged {
  readonly batches: ReadonlyArray<WorkerLogBatch>;
  readonly statuses: ReadonlyArray<WorkerLogStatus>;
  readonly error: JobwireError | undefined;
  /** `name|line` by file: `node/pid.stream`. */
  readonly lines: Readonly<Record<string, ReadonlyArray<string>>>;
  readonly tookMs: number;
}

/** The name of a worker's log; `job` is that in its name. */
export const workerFile = (pid: number, job = "01000000", suffix = "out"): string =>
  `worker-${pid.toString(16).padStart(56, "0")}-${job}-${pid}.${suffix}`;

const lastLines = (text: string, lines: number): string => {
  if (lines === -1) return text;
  const all = text.split(/(?<=\n)/);
  return all.slice(-lines).join("");
};

export const scriptedJobWorkers = (
  onRequest: (path: string, cluster: ScriptedJobWorkers, nth: number) => void = () => {},
): ScriptedJobWorkers => {
  const clock = orderedClock();
  let open = 0;
  let most = 0;
  const script = scriptedAdapter({
    request: ({ url: { pathname, searchParams: query } }) => {
      onRequest(pathname, self, script.requests.length);
      const node = self.nodes.get(query.get("node_id") ?? "");
      switch (pathname) {
        case "/api/version":
          return { json: { version: "4", ray_version: "2.60.0", ray_commit: "x" } };
        case "/api/v0/nodes":
          return {
            json: wireNodes([...self.nodes].map(([id, { alive }]) => ({ id, state: alive ? "ALIVE" : "DEAD" }))),
          };
        case "/api/jobs/":
          return { json: [job()] };
        case "/api/v0/logs":
          if (node?.alive !== true) return { status: 500, body: `Agent for node id: x doesn't exist.` };
          return { json: { result: true, msg: "", data: { result: { worker_out: [...node.files.keys()] } } } };
        case "/api/v0/logs/file": {
          const filename = query.get("filename") ?? "";
          const given = self.answer?.(query.get("node_id") ?? "", filename);
          if (given !== undefined) return given;
          if (node?.alive !== true) return { status: 500, body: `Agent for node id: x doesn't exist.` };
          const text = node.files.get(filename);
          if (text === undefined) return { status: 500, body: `A file is not found at: ${filename}` };
          open += 1;
          most = Math.max(most, open);
          return {
            body: [
              lastLines(text, Number(query.get("lines"))),
              () => {
                open -= 1;
                return "";
              },
            ],
          };
        }
        default:
          return { json: job() };
      }
    },
  });
  const job = (): unknown => ({
    ...wireJob("train-7", self.status as "RUNNING"),
    job_id: self.jobId,
    driver_node_id: "n1",
  });
  const self: ScriptedJobWorkers = {
    script,
    nodes: new Map([["n1", { alive: true, files: new Map() }]]),
    status: "RUNNING",
    jobId: "01000000",
    answer: undefined,
    atOnce: () => most,
    count: (path) => script.requests.filter(({ url }) => url.pathname === path).length,
    print: (nodeId, filename, text) => {
      const files = self.nodes.get(nodeId)?.files;
      files?.set(filename, (files.get(filename) ?? "") + text);
    },
    now: clock.now,
  };
  clocks.set(self, clock);
  return self;
};

const clocks = new WeakMap<ScriptedJobWorkers, ReturnType<typeof orderedClock>>();

/** Follows the workers' logs to their end. */
export const runMerged = async (
  cluster: ScriptedJobWorkers,
  options: Omit<WorkerLogsOptions, "signal"> = {},
): Promise<Merged> => {
  const clock = clocks.get(cluster) ?? orderedClock();
  const started = clock.now();
  const batches: Array<WorkerLogBatch> = [];
  const statuses: Array<WorkerLogStatus> = [];
  const scope = Scope.makeUnsafe();
  const ray = await Effect.runPromise(
    Scope.provide(makeRay(cluster.script.adapter, { address: "http://127.0.0.1:8265" }), scope),
  );
  const stream = ray.jobs.tailWorkerLogs("train-7", { ...options, onStatus: (status) => void statuses.push(status) });
  const exit = await Effect.runPromiseExit(
    Stream.runForEach(stream, (batch) => Effect.sync(() => void batches.push(batch))).pipe(
      Effect.provideService(Clock.Clock, clock),
    ),
  );
  await Effect.runPromise(Scope.close(scope, Exit.void));
  const failure = Exit.isFailure(exit) ? exit.cause.reasons[0] : undefined;
  if (failure !== undefined && failure._tag !== "Fail") throw new Error("the tail died", { cause: failure });
  const lines: Record<string, Array<string>> = {};
  for (const { nodeId, pid, stream: output, name, lines: some } of batches) {
    const of = (lines[`${nodeId}/${pid}.${output}`] ??= []);
    of.push(...some.map((line) => `${name ?? ""}|${line}`));
  }
  return { batches, statuses, lines, error: failure?.error as JobwireError | undefined, tookMs: clock.now() - started };
};
