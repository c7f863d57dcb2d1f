import type { Artifacts } from "../artifacts.ts";
import type { JobStore } from "../job-store.ts";
import type { ReasonerJob } from "../reasoner-job.ts";
import type { Bound } from "./bindings.ts";
import type { Cell, Column, ResultSet } from "./result-set.ts";
import { serviceError } from "./sql-error.ts";

/** The state that routines work on. */
export interface RoutineState {
  readonly jobs: JobStore;
  readonly artifacts: Artifacts;
  /** The address that `service_endpoint` returns. */
  readonly endpoint: () => string;
  /** The app is an older version: its `exec_async_v2` has no `abort_detached`. */
  readonly olderApp: boolean;
}

/** The type of an argument; `json` is `PARSE_JSON(…)`. */
export type ArgumentType = "text" | "number" | "boolean" | "json" | "null";

/** One way to call a procedure or function of the app. */
export interface Routine {
  readonly kind: "call" | "scalar" | "table";
  readonly schema: "API" | "APP";
  readonly arguments: readonly ArgumentType[];
  readonly run: (state: RoutineState, args: readonly Bound[]) => ResultSet;
}

/** A routine of the `API` schema. */
export const routine = (
  kind: Routine["kind"],
  args: readonly ArgumentType[],
  run: Routine["run"],
): readonly Routine[] => [{ kind, schema: "API", arguments: args, run }];

/** Columns of text. */
export const texts = (...names: readonly string[]): readonly Column[] => names.map((name) => ({ name, type: "text" }));

/** A result of one row. */
export const oneRow = (columns: readonly Column[], ...row: readonly Cell[]): ResultSet => ({ columns, rows: [row] });

/** The job; throws the service's error when the job does not exist. */
export const existing = (job: ReasonerJob | undefined, what: "job" | "transaction"): ReasonerJob => {
  if (job === undefined) throw serviceError(404, `${what} not found`);
  return job;
};

/** Cancels the job and confirms it. */
export const cancelled = (job: ReasonerJob): ResultSet => {
  job.end({ state: "CANCELED" });
  return oneRow(texts("STATUS"), "ok");
};

/** One page of events as the one cell of a function's result, JSON text. */
export const eventsCell = (name: string, job: ReasonerJob, token: Bound | undefined): ResultSet => {
  const page = job.events("progress", String(token ?? ""));
  if (page === undefined) throw serviceError(400, "this continuation token was never given");
  return oneRow([{ name, type: "variant" }], JSON.stringify(page));
};
