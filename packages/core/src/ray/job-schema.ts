import * as Effect from "effect/Effect";
import * as Shape from "../shape.ts";
import type { BadResponse } from "../errors.ts";
import type { components } from "../generated/ray.ts";
import { decodeShape } from "../http/decode-shape.ts";
import { isRecord } from "../is-record.ts";
import { readableRow } from "../http/readable-row.ts";
import { rowDecoder, type StateTable } from "./state/state-table.ts";
import type { RayJob } from "./job.ts";
import { type JobSelection, type JobsLeftOut, selectRows } from "./select-jobs.ts";

const text = Shape.NullOr(Shape.String);
const number = Shape.NullOr(Shape.Number);

/**
 * A job on the wire. Only the fields that every job has are required: older versions lack later fields, newer ones have more,
 * and a missing field reads as null.
 */
const WireJob = Shape.Struct({
  type: Shape.Literals(["SUBMISSION", "DRIVER"]),
  status: Shape.String,
  entrypoint: Shape.String,
  submission_id: Shape.optionalKey(text),
  job_id: Shape.optionalKey(text),
  message: Shape.optionalKey(text),
  error_type: Shape.optionalKey(text),
  start_time: Shape.optionalKey(number),
  end_time: Shape.optionalKey(number),
  metadata: Shape.optionalKey(Shape.NullOr(Shape.Record(Shape.String))),
  runtime_env: Shape.optionalKey(Shape.NullOr(Shape.Record(Shape.Unknown))),
  driver_info: Shape.optionalKey(
    Shape.NullOr(
      Shape.Struct({
        id: Shape.String,
        node_ip_address: Shape.String,
        // A string on 2.40 to 2.60; a number would mean the same.
        pid: Shape.Union([Shape.String, Shape.Number]),
      }),
    ),
  ),
  driver_agent_http_address: Shape.optionalKey(text),
  driver_node_id: Shape.optionalKey(text),
  driver_exit_code: Shape.optionalKey(number),
});

/** Fails to compile when the specification allows something that {@link WireJob} would refuse. */
const accepts = (job: components["schemas"]["JobDetails"]): typeof WireJob.Encoded => job;
void accepts;

const toJob = (wire: typeof WireJob.Type): RayJob => ({
  type: wire.type,
  submissionId: wire.submission_id ?? null,
  jobId: wire.job_id ?? null,
  status: wire.status,
  entrypoint: wire.entrypoint,
  message: wire.message ?? null,
  errorType: wire.error_type ?? null,
  startTimeMs: wire.start_time ?? null,
  // A DRIVER has 0 while it runs.
  endTimeMs: wire.end_time === undefined || wire.end_time === 0 ? null : wire.end_time,
  metadata: wire.metadata ?? null,
  runtimeEnv: wire.runtime_env ?? null,
  driverInfo:
    wire.driver_info === undefined || wire.driver_info === null
      ? null
      : {
          id: wire.driver_info.id,
          nodeIpAddress: wire.driver_info.node_ip_address,
          pid: String(wire.driver_info.pid),
        },
  driverAgentHttpAddress: wire.driver_agent_http_address ?? null,
  driverNodeId: wire.driver_node_id ?? null,
  driverExitCode: wire.driver_exit_code ?? null,
});

/** The fields that every job needs: without them there is nothing to show or to wait for. */
const essential = ["type", "status", "entrypoint"];
const unknown = { type: "SUBMISSION", status: "UNKNOWN", entrypoint: "" };

const readable = readableRow(WireJob, WireJob.fields, unknown);

/** A job, as far as it is readable: unreadable fields are null (or empty), and `unreadable` names them. */
const toReadableJob = (value: unknown): RayJob => {
  const { row, unreadable } = readable(value);
  const job = toJob(row ?? (unknown as typeof WireJob.Type));
  const names = row === undefined ? Object.keys(WireJob.fields) : unreadable;
  return names.length === 0 ? job : { ...job, unreadable: names };
};

const isEssential = (job: RayJob): boolean => job.unreadable?.some((name) => essential.includes(name)) !== true;

const nothingLeftOut: JobsLeftOut = { byStatus: 0, byLimit: 0 };

const readOne = decodeShape(Shape.Unknown);
const readStrictly = decodeShape(WireJob);
const readAll = decodeShape(Shape.Array(Shape.Unknown));
const readAllStrictly = decodeShape(Shape.Array(WireJob));

/** Reads the response of `GET /api/jobs/{id}`. A job without a type, a status or an entrypoint is `BadResponse`. */
export const decodeJob = (label: string, body: string): Effect.Effect<RayJob, BadResponse> =>
  Effect.flatMap(readOne(label, body), (value) => {
    const job = toReadableJob(value);
    return isEssential(job) ? Effect.succeed(job) : Effect.map(readStrictly(label, body), toJob);
  });

/**
 * Reads the response of `GET /api/jobs/`. An odd job does not hide the others: it is returned as far as it is readable. A list
 * without any job is `BadResponse`.
 */
export const decodeJobs = (label: string, body: string): Effect.Effect<ReadonlyArray<RayJob>, BadResponse> =>
  Effect.flatMap(readAll(label, body), (values) => {
    const jobs = values.map(toReadableJob);
    if (jobs.length === 0 || jobs.some(isEssential)) return Effect.succeed(jobs);
    return Effect.map(readAllStrictly(label, body), (all) => all.map(toJob));
  });

const hasEssentials = (value: unknown): boolean =>
  isRecord(value) && essential.every((name) => typeof value[name] === "string");

/**
 * Reads the jobs of a selection from the same response: only these are decoded, so that the newest ten of ten thousand cost little.
 * A list without any job is `BadResponse`.
 */
export const decodeSelectedJobs = (
  label: string,
  body: string,
  selection: JobSelection,
): Effect.Effect<{ readonly jobs: ReadonlyArray<RayJob>; readonly leftOut: JobsLeftOut }, BadResponse> =>
  Effect.flatMap(readAll(label, body), (values) => {
    if (values.length > 0 && !values.some(hasEssentials)) {
      return Effect.map(readAllStrictly(label, body), (all) => ({ jobs: all.map(toJob), leftOut: nothingLeftOut }));
    }
    const { rows, leftOut } = selectRows(values, selection);
    return Effect.succeed({ jobs: rows.map(toReadableJob), leftOut });
  });

/** Reads the response of `GET /api/v0/jobs` with details. */
export const decodeJobRows: StateTable<RayJob>["decode"] = rowDecoder(Shape.Unknown, toReadableJob);
