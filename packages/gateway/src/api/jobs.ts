import { InvalidRequest, isJobwireError, type JobInclude, type ReasonerJobId, type SubmitRequest } from "@jobwire/core";
import type { System } from "../options.ts";
import { numberParameter, oneParameter } from "../streams/offset.ts";
import { type JobView, jobView, newestFirst } from "./job-view.ts";
import { badRequest } from "./refusals.ts";
import { runtimeEnvOf } from "./runtime-env-document.ts";

/** Calls of one system's jobs, in the terms of the API. Each fails with the errors of the system's client. */

const invalid = (message: string): InvalidRequest => new InvalidRequest({ message, reason: "local" });

/** The id of a reasoner job in a path: `{type}:{id}`. */
export const reasonerId = (id: string): ReasonerJobId => {
  const colon = id.indexOf(":");
  if (colon < 1) throw invalid(`${JSON.stringify(id)} names no reasoner job: use {type}:{id}, such as Logic:123`);
  return { reasonerType: id.slice(0, colon), id: id.slice(colon + 1) };
};

const includes = (query: URLSearchParams): { readonly include?: JobInclude } => {
  const names = oneParameter(query, "include")?.split(",").filter(Boolean) ?? [];
  return names.length === 0 ? {} : { include: Object.fromEntries(names.map((name) => [name, true])) as JobInclude };
};

/** `GET …/jobs` */
export const listJobs = async (
  system: System,
  query: URLSearchParams,
  signal: AbortSignal,
): Promise<ReadonlyArray<JobView>> => {
  const limit = numberParameter(query, "limit", 10_000);
  if (limit === 0) throw badRequest("limit must be at least 1");
  const status = oneParameter(query, "status")?.split(",").filter(Boolean);
  const views = (jobs: ReadonlyArray<Parameters<typeof jobView>[1]>): ReadonlyArray<JobView> =>
    newestFirst(jobs.map((job) => jobView(system, job)));
  if (system.kind === "ray") return views(await system.jobs.list({ signal, limit, status }));
  const all = views(
    system.kind === "agent" ? await system.jobs.list({ signal }) : await system.jobs.list({ signal, allUsers: true }),
  );
  const wanted = status?.map((one) => one.toUpperCase());
  return all.filter((job) => wanted?.includes(job.status.toUpperCase()) ?? true).slice(0, limit);
};

/** `GET …/jobs/{id}` */
export const getJob = async (
  system: System,
  id: string,
  query: URLSearchParams,
  signal: AbortSignal,
): Promise<JobView> =>
  jobView(
    system,
    system.kind === "reasoner"
      ? await system.jobs.get(reasonerId(id), { signal, ...includes(query) })
      : await system.jobs.get(id, { signal }),
  );

/** `GET …/jobs/{id}/wait`: undefined when the job has not ended in time. */
export const waitForJob = async (
  system: System,
  id: string,
  query: URLSearchParams,
  signal: AbortSignal,
  mostMs: number,
): Promise<JobView | undefined> => {
  const timeoutMs = Math.max(1, numberParameter(query, "timeoutMs", mostMs) ?? mostMs);
  try {
    return jobView(
      system,
      system.kind === "reasoner"
        ? await system.jobs.wait(reasonerId(id), { signal, timeoutMs, ...includes(query) })
        : await system.jobs.wait(id, { signal, timeoutMs }),
    );
  } catch (error) {
    if (isJobwireError(error) && error._tag === "Timeout" && error.reason === "deadline") return undefined;
    // A reasoner's wait fails for a job whose client left: the job ended all the same.
    if (isJobwireError(error) && error._tag === "JobFailed") return await getJob(system, id, query, signal);
    throw error;
  }
};

const reasonerFields = ["reasonerType", "name", "payload", "timeoutMins"];

/** `POST …/jobs`: the new job's id. The caller's signal does not end it: a submit that was sent may have arrived. */
export const submitJob = async (system: System, body: Readonly<Record<string, unknown>>): Promise<string> => {
  if (system.kind === "ray") {
    const { runtimeEnv, ...rest } = body;
    const request = runtimeEnv === undefined ? rest : { ...rest, runtimeEnv: runtimeEnvOf(runtimeEnv) };
    // The client checks each field, and refuses others.
    return (await system.jobs.submit(request as unknown as SubmitRequest)).submissionId;
  }
  if (system.kind === "agent") throw invalid("An agent's jobs are started by its plugins, not by a submit");
  const other = Object.keys(body).find((name) => !reasonerFields.includes(name));
  if (other !== undefined) {
    throw badRequest(`The field ${JSON.stringify(other.slice(0, 100))} is not one of ${reasonerFields.join(", ")}`);
  }
  const { reasonerType, name, payload, timeoutMins } = body;
  if (typeof reasonerType !== "string" || typeof name !== "string" || typeof payload !== "object" || payload === null) {
    throw badRequest("A reasoner job needs reasonerType and name, which are texts, and payload, which is an object");
  }
  const options = timeoutMins === undefined ? {} : { timeoutMins: timeoutMins as number };
  const handle = await system.jobs.create(reasonerType, name, payload as Readonly<Record<string, unknown>>, options);
  return `${handle.reasonerType}:${handle.id}`;
};

/** `POST …/jobs/{id}/stop` */
export const stopJob = async (system: System, id: string): Promise<Readonly<Record<string, unknown>>> => {
  if (system.kind === "ray") return await system.jobs.stop(id);
  if (system.kind === "agent") return { response: (await system.jobs.stop(id)) ?? null };
  await system.jobs.stop(reasonerId(id));
  return {};
};

/** `DELETE …/jobs/{id}` */
export const deleteJob = async (system: System, id: string): Promise<void> => {
  if (system.kind !== "ray") throw invalid("Only Ray deletes the records of jobs");
  await system.jobs.delete(id);
};
