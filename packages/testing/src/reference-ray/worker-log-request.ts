import { readdirSync } from "node:fs";
import { basename } from "node:path";
import type { Exchange } from "./exchange.ts";
import type { Row } from "./state-filter.ts";
import { TextAnswer } from "./text-answer.ts";

/** A worker's log, and the part of it that a request gets. */
export interface WorkerLog {
  readonly filename: string;
  readonly start: number;
  /** Undefined for the end of the file. */
  readonly end: number | undefined;
}

const offset = (info: Row, name: string): number | undefined => {
  const value = info[name];
  return typeof value === "number" ? value : undefined;
};

const text = (value: unknown): string => (typeof value === "string" ? value : "None");

/** The log of a task's attempt, which Ray cuts out of its worker's log at the offsets in the row's `task_log_info`. */
export function taskLog({ cluster, query }: Exchange, id: string, suffix: string): WorkerLog {
  const attempt = Number(query.get("attempt_number") ?? 0);
  const attempts = cluster.given.of("tasks").filter((row) => row["task_id"] === id);
  if (attempts.length === 0)
    throw new TextAnswer(500, `Could not find log file for task: ${id} (attempt ${attempt}) with suffix: ${suffix}`);
  const row = attempts.find((one) => one["attempt_number"] === attempt);
  if (row === undefined) throw new TextAnswer(500, `Could not find log file for task attempt:${id}(${attempt})`);
  if (row["node_id"] === null)
    throw new TextAnswer(500, `Could not find log file for task attempt.${id}(${attempt}) due to missing node info.`);
  const info = row["task_log_info"] as Row | null | undefined;
  if (info === null || info === undefined) {
    const actor = row["actor_id"];
    throw new TextAnswer(
      500,
      typeof actor === "string"
        ? `For actor task, please query actor log for actor(${actor}): e.g. ray logs actor --id ${actor} . Or set RAY_ENABLE_RECORD_ACTOR_TASK_LOGGING=1 in actor's runtime env or when starting the cluster. Recording actor task's log could be expensive, so Ray turns it off by default.`
        : `Could not find log file for task attempt:${id}(${attempt}).Worker id = ${text(row["worker_id"])}, node id = ${text(row["node_id"])},log_info = None`,
    );
  }
  return {
    filename: basename(String(info[suffix === "out" ? "stdout_file" : "stderr_file"])),
    start: offset(info, `std${suffix}_start`) ?? 0,
    end: offset(info, `std${suffix}_end`),
  };
}

/** The log of an actor's worker: the file with the worker's pid. */
export function actorLog({ cluster }: Exchange, id: string, suffix: string): WorkerLog | undefined {
  const row = cluster.given.of("actors").find((one) => one["actor_id"] === id);
  if (row === undefined) throw new TextAnswer(500, `Actor ID ActorID(${id}) not found.`);
  if (typeof row["pid"] !== "number")
    throw new TextAnswer(500, `Worker ID for Actor ID ActorID(${id}) not found. Actor is not scheduled yet.`);
  const ending = `-${row["pid"]}.${suffix}`;
  const filename = readdirSync(cluster.logDirectory).find(
    (name) => name.startsWith("worker-") && name.endsWith(ending),
  );
  return filename === undefined ? undefined : { filename, start: 0, end: undefined };
}
