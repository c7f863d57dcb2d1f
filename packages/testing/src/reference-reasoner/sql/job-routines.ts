import { codeOf, isObject } from "../job-code.ts";
import type { JobType } from "../reasoner-job.ts";
import type { Bound } from "./bindings.ts";
import type { ResultSet } from "./result-set.ts";
import { cancelled, eventsCell, existing, oneRow, type Routine, routine, type RoutineState, texts } from "./routine.ts";
import { serviceError } from "./sql-error.ts";
import { VIEWS } from "./views.ts";

/** `EXEC_JOB_ASYNC`: type, reasoner, payload; with a time limit also null and the minutes. */
export const execJobAsync: readonly Routine[] = [
  ...routine("call", ["text", "text", "text"], create),
  ...routine("call", ["text", "text", "text", "null", "number"], create),
];

/** `GET_JOB`: all columns of the view; no row when there is no such job. */
export const getJob: readonly Routine[] = routine("call", ["text", "text"], ({ jobs }, [type, id]) => {
  const columns = [...(VIEWS.get("JOBS")?.columns ?? [])];
  const job = jobs.find(jobType(type), String(id));
  const look = job?.look();
  return {
    columns: columns.map(([name, column]) => ({ name, type: column.type })),
    rows: job === undefined || look === undefined ? [] : [columns.map(([, column]) => column.of(job, look))],
  };
});

/** `CANCEL_JOB`: type, id. */
export const cancelJob: readonly Routine[] = routine("call", ["text", "text"], ({ jobs }, [type, id]) =>
  cancelled(existing(jobs.find(jobType(type), String(id)), "job")),
);

/** `GET_JOB_EVENTS`: type, id, continuation token. */
export const getJobEvents: readonly Routine[] = routine(
  "scalar",
  ["text", "text", "text"],
  ({ jobs }, [type, id, token]) =>
    eventsCell("GET_JOB_EVENTS(?, ?, ?)", existing(jobs.find(jobType(type), String(id)), "job"), token),
);

function create({ jobs }: RoutineState, [type, reasoner, payload, , minutes]: readonly Bound[]): ResultSet {
  const job = jobs.create({
    type: jobType(type),
    reasoner: String(reasoner),
    payload: String(payload),
    code: codeIn(String(payload)),
    timeoutMs: typeof minutes === "number" ? minutes * 60_000 : null,
  });
  return oneRow(texts("ID"), job.id);
}

function jobType(type: Bound | undefined): JobType {
  if (type !== "SOLVER" && type !== "ML") throw serviceError(400, "reasoner type is not SOLVER or ML");
  return type;
}

function codeIn(payload: string): string {
  let parsed: unknown;
  try {
    parsed = JSON.parse(payload);
  } catch {
    throw serviceError(400, "payload is not JSON");
  }
  if (!isObject(parsed)) throw serviceError(400, "payload is not an object");
  return codeOf(parsed);
}
