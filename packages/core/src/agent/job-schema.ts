import * as Effect from "effect/Effect";
import { BadResponse } from "../errors.ts";
import { decodeList, decodeRecord } from "./objects.ts";
import type { AgentJob, AgentRecord } from "./types.ts";

const word = (fields: AgentRecord, name: string): string | undefined => {
  const value = Object.hasOwn(fields, name) ? fields[name] : undefined;
  if (typeof value === "number" && Number.isSafeInteger(value)) return String(value);
  return typeof value === "string" && value.trim() !== "" ? value : undefined;
};

/** A job from the agent's object; `requestedId` is its id if the object has none. */
const toJob = (fields: AgentRecord, requestedId?: string): AgentJob | undefined => {
  const id = word(fields, "submission_id") ?? word(fields, "job_id") ?? word(fields, "id") ?? requestedId;
  if (id === undefined) return undefined;
  const status = word(fields, "status") ?? word(fields, "state");
  return {
    id,
    status: status?.trim().toUpperCase() ?? null,
    message: word(fields, "message") ?? null,
    fields,
  };
};

/** Reads the response of `GET jobs/{id}/`. */
export const decodeAgentJob =
  (id: string) =>
  (label: string, body: string): Effect.Effect<AgentJob, BadResponse> =>
    Effect.map(decodeRecord(label, body), (fields) => toJob(fields, id) as AgentJob);

/**
 * Reads the response of `GET jobs/`. A job without an id, for which no request is possible, does not hide the others: its id is
 * empty. A list without any id is `BadResponse`.
 */
export const decodeAgentJobs = (label: string, body: string): Effect.Effect<ReadonlyArray<AgentJob>, BadResponse> =>
  Effect.flatMap(decodeList(label, body), (list) => {
    const jobs = list.map((fields) => toJob(fields, "") as AgentJob);
    if (jobs.length === 0 || jobs.some(({ id }) => id !== "")) return Effect.succeed(jobs);
    return Effect.fail(
      new BadResponse({
        message: `${label}: no job in the response has a submission_id, a job_id or an id. Check that the address is an agent`,
        reason: "shape",
        statusCode: 200,
      }),
    );
  });

/** The ids that requests may use for the job. */
export const idsOf = ({ fields }: AgentJob): ReadonlyArray<string> =>
  ["id", "job_id", "submission_id"].flatMap((name) => word(fields, name) ?? []);
