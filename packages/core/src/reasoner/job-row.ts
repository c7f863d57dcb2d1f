import { type Discriminator, discriminatorOf, labelOfType } from "./reasoner-type.ts";
import type { JobDetails, ReasonerJob } from "./types.ts";
import { wireTime } from "./wire-time.ts";

/** A row of either backend: the job, and the parts that only `include` shows. */
export interface JobRow {
  /** The job, with every part null that only `include` shows. */
  readonly job: ReasonerJob;
  /** The job's start parameters, from the same row. */
  readonly details: JobDetails;
  /** Undefined when the row has no type or an unknown one. */
  readonly type: "LOGIC" | "ML" | "SOLVER" | undefined;
  /** The server's own row. */
  readonly raw: unknown;
}

type Row = Readonly<Record<string, unknown>>;

const present = (row: Row, keys: ReadonlyArray<string>): unknown => {
  const key = keys.find((name) => Object.hasOwn(row, name));
  return key === undefined ? undefined : row[key];
};

/** The first value that is not empty. */
const filled = (row: Row, keys: ReadonlyArray<string>): unknown =>
  keys
    .map((key) => (Object.hasOwn(row, key) ? row[key] : undefined))
    .find((it) => it !== undefined && it !== null && it !== "");

const text = (value: unknown): string | null => {
  if (typeof value === "string") return value;
  return typeof value === "number" || typeof value === "boolean" ? String(value) : null;
};

const whole = (value: unknown): number | null => {
  const number =
    typeof value === "number" ? value : typeof value === "string" && value.trim() !== "" ? Number(value) : Number.NaN;
  return Number.isFinite(number) ? Math.trunc(number) : null;
};

const flag = (value: unknown): boolean | null => {
  if (typeof value === "boolean") return value;
  const word = typeof value === "string" ? value.trim().toLowerCase() : value;
  if (word === "true" || word === 1 || word === "1") return true;
  return word === "false" || word === 0 || word === "0" ? false : null;
};

const keys = {
  id: ["ID", "id"],
  type: ["REASONER_TYPE", "reasoner_type", "TYPE", "type"],
  database: ["DATABASE_NAME", "database_name", "DBNAME", "dbname"],
  readOnly: ["READ_ONLY", "read_only", "READONLY", "readonly"],
  state: ["STATE", "state"],
  createdBy: ["CREATED_BY", "created_by"],
  createdOn: ["CREATED_ON", "created_on"],
  finishedAt: ["FINISHED_AT", "finished_at"],
  duration: ["DURATION", "duration"],
  timeoutMs: ["TIMEOUT_MS", "timeout_ms"],
  payload: ["PAYLOAD", "payload"],
  name: ["REASONER_NAME", "reasoner_name", "ENGINE_NAME", "engine_name", "WORKER_NAME", "worker_name"],
  abortReason: ["ABORT_REASON", "abort_reason"],
} as const;

/**
 * Reads a row of either backend: keys come in either case and under several names, tried in the order of the table in the
 * specification. A row without a type or an id gets those of the request.
 */
export const readJobRow = (row: Row, asked: Discriminator | undefined, askedId: string = ""): JobRow => {
  const named = text(filled(row, keys.type));
  const type = named === null ? asked : discriminatorOf(named);
  const model = text(filled(row, keys.database));
  const job: ReasonerJob = {
    id: text(filled(row, keys.id)) ?? askedId,
    reasonerType: type === undefined ? (named?.trim() ?? "Unknown") : labelOfType(type),
    state: text(filled(row, keys.state)),
    name: text(filled(row, keys.name)),
    model,
    createdBy: text(filled(row, keys.createdBy)),
    createdOn: wireTime(present(row, keys.createdOn)),
    finishedAt: wireTime(present(row, keys.finishedAt)),
    duration: whole(present(row, keys.duration)),
    abortReason: text(filled(row, keys.abortReason)),
    details: null,
    events: null,
    artifacts: null,
    problems: null,
    raw: null,
    failures: {},
  };
  return {
    job,
    details: {
      model,
      readOnly: flag(present(row, keys.readOnly)),
      payload: filled(row, keys.payload) ?? null,
      timeoutMs: whole(present(row, keys.timeoutMs)),
    },
    type,
    raw: row,
  };
};
