import { makeHttp } from "../../../src/http/make-http.ts";
import { makeRayApi, type RayApi } from "../../../src/ray/api.ts";
import { describeRay } from "../../../src/ray/errors.ts";
import { type ScriptedAdapter, type ScriptedAnswer, scriptedAdapter } from "../../support/scripted-adapter.ts";
import { wireNodes } from "../../support/wire-job.ts";

const encoder = new TextEncoder();

export const taskId: string = "a".repeat(24) + "f".repeat(24);
export const actorId: string = "b".repeat(32);
const workerId: string = "c".repeat(56);
export const nodeId: string = "d".repeat(56);

/** Bytes of a log, and the record of one task's part of it. */
export interface TaskRecord {
  state: string;
  errorType: string | null;
  actorId: string | null;
  workerId: string | null;
  events: ReadonlyArray<string>;
  start: number | undefined;
  end: number | undefined;
}

/** A worker with its standard output, as Ray's dashboard shows them. Each request may change it. */
export interface ScriptedWorker {
  readonly script: ScriptedAdapter;
  readonly api: RayApi;
  readonly task: TaskRecord;
  readonly actor: { state: string; pid: number | null; nodeId: string | null };
  /** The files by name. */
  readonly files: Map<string, Uint8Array>;
  workerAlive: boolean;
  nodeAlive: boolean;
  /** The task is known to Ray. */
  known: boolean;
  /** Replaces the next responses with the log. */
  readonly answers: Array<ScriptedAnswer>;
  print(text: string | Uint8Array, pid?: number): void;
  size(pid?: number): number;
  count(path: string): number;
}

const lastLines = (bytes: Uint8Array, lines: number): number => {
  if (lines === -1) return 0;
  // A last line without an end counts as a line.
  let left = lines;
  for (let at = bytes.length - 1; at >= 0; at--) {
    if (bytes[at] !== 10 || at === bytes.length - 1) continue;
    left--;
    if (left === 0) return at + 1;
  }
  return 0;
};

const rows = (result: ReadonlyArray<unknown>): ScriptedAnswer => ({
  json: {
    result: true,
    msg: "",
    data: {
      result: {
        total: result.length,
        num_after_truncation: result.length,
        num_filtered: result.length,
        result,
        partial_failure_warning: "",
        warnings: null,
      },
    },
  },
});

export const fileName = (pid: number, suffix = "out"): string => `worker-${workerId}-01000000-${pid}.${suffix}`;

export const scriptedWorker = (
  onRequest: (path: string, worker: ScriptedWorker, nth: number) => void = () => {},
  version = "2.60.0",
): ScriptedWorker => {
  const file = (query: URLSearchParams): ScriptedAnswer => {
    const given = self.answers.shift();
    if (given !== undefined) return given;
    if (!self.nodeAlive) return { status: 500, body: `Agent for node id: ${nodeId} doesn't exist.` };
    let name = query.get("filename") ?? "";
    let start = 0;
    let end: number | undefined;
    if (query.get("task_id") !== null) {
      if (!self.known || self.task.start === undefined)
        return { status: 500, body: `Could not find log file for task: ${taskId} (attempt 0) with suffix: out` };
      name = fileName(7);
      ({ start, end } = { start: self.task.start, end: self.task.end });
    }
    const bytes = self.files.get(name);
    if (bytes === undefined) return { status: 500, body: `A file is not found at: /logs/${name}` };
    const whole = bytes.subarray(0, end);
    const from = Math.max(start, lastLines(whole, Number(query.get("lines"))));
    return { body: [whole.slice(Math.min(from, whole.length))] };
  };
  const script = scriptedAdapter({
    request: ({ url: { pathname, searchParams } }) => {
      const answered = (): ScriptedAnswer => {
        switch (pathname) {
          case "/api/version":
            return { json: { version: "4", ray_version: version, ray_commit: "x", session_name: "s" } };
          case "/api/v0/nodes":
            return { json: wireNodes([{ id: nodeId, state: self.nodeAlive ? "ALIVE" : "DEAD" }]) };
          case "/api/v0/workers":
            return rows([wireWorker(self.workerAlive)]);
          case "/api/v0/tasks":
            return rows(self.known ? [wireTask(self.task)] : []);
          case "/api/v0/actors":
            return rows(self.known ? [wireActor(self.actor)] : []);
          case "/api/v0/logs":
            return { json: { result: true, msg: "", data: { result: { worker_out: [...self.files.keys()] } } } };
          default:
            return file(searchParams);
        }
      };
      onRequest(pathname, self, script.requests.length);
      return answered();
    },
  });
  const self: ScriptedWorker = {
    script,
    api: makeRayApi(makeHttp(script.adapter, { baseUrl: "http://127.0.0.1:8265", describe: describeRay })),
    task: {
      state: "RUNNING",
      errorType: null,
      actorId: null,
      workerId,
      events: ["PENDING_NODE_ASSIGNMENT", "SUBMITTED_TO_WORKER", "RUNNING"],
      start: undefined,
      end: undefined,
    },
    actor: { state: "ALIVE", pid: 7, nodeId },
    files: new Map([[fileName(7), encoder.encode(":job_id:01000000\n")]]),
    workerAlive: true,
    nodeAlive: true,
    known: true,
    answers: [],
    print: (text, pid = 7) => {
      const name = fileName(pid);
      const before = self.files.get(name) ?? new Uint8Array(0);
      const more = typeof text === "string" ? encoder.encode(text) : text;
      const after = new Uint8Array(before.length + more.length);
      after.set(before);
      after.set(more, before.length);
      self.files.set(name, after);
    },
    size: (pid = 7) => self.files.get(fileName(pid))?.length ?? 0,
    count: (path) => script.requests.filter(({ url }) => url.pathname === path).length,
  };
  return self;
};

const wireTask = ({ state, errorType, actorId: actor, workerId: worker, events, start, end }: TaskRecord) => ({
  task_id: taskId,
  attempt_number: 0,
  name: "f",
  state,
  job_id: "01000000",
  actor_id: actor,
  type: actor === null ? "NORMAL_TASK" : "ACTOR_TASK",
  func_or_class_name: "f",
  parent_task_id: "f".repeat(48),
  node_id: worker === null ? null : nodeId,
  worker_id: worker,
  worker_pid: worker === null ? null : 7,
  error_type: errorType,
  events: events.map((name, index) => ({ state: name, created_ms: index })),
  error_message: errorType === null ? null : `it failed: ${errorType}`,
  task_log_info:
    start === undefined
      ? null
      : {
          stdout_file: `/logs/${fileName(7)}`,
          stderr_file: `/logs/${fileName(7, "err")}`,
          stdout_start: start,
          ...(end === undefined ? {} : { stdout_end: end }),
        },
});

const wireActor = ({ state, pid, nodeId: node }: ScriptedWorker["actor"]) => ({
  actor_id: actorId,
  class_name: "A",
  state,
  job_id: "01000000",
  name: "",
  node_id: node,
  pid,
  ray_namespace: "x",
  death_cause: state === "DEAD" ? { actor_died_error_context: { error_message: "it was killed" } } : null,
});

const wireWorker = (alive: boolean) => ({
  worker_id: workerId,
  is_alive: alive,
  worker_type: "WORKER",
  exit_type: null,
  node_id: nodeId,
  ip: "127.0.0.1",
  pid: 7,
});
