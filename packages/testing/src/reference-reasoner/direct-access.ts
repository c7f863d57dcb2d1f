/** The Direct Access API, as recorded with the jobs client of `relationalai` 1.37.0. */
import { Buffer } from "node:buffer";
import type { HttpResponse } from "../fault/response.ts";
import { http, json } from "../fault/responses.ts";
import type { RecordedRequest } from "../fault/recorded-request.ts";
import { matchRoute } from "../reference-ray/routes.ts";
import type { Artifacts } from "./artifacts.ts";
import { newJob, newTransaction, Refused } from "./direct-access-bodies.ts";
import { jobRow, transactionRow } from "./direct-access-rows.ts";
import type { JobStore } from "./job-store.ts";
import { PROBLEMS } from "./problems.ts";
import type { JobType, ReasonerJob } from "./reasoner-job.ts";

/** The state behind the API. */
export interface DirectAccessState {
  readonly jobs: JobStore;
  readonly artifacts: Artifacts;
}

/** The endpoints of this API; faults and records use their names. */
export type DirectAccessEndpoint =
  | "listJobs"
  | "createJob"
  | "getJob"
  | "getJobEvents"
  | "cancelJob"
  | "listTransactions"
  | "createTransaction"
  | "getTransaction"
  | "getTransactionEvents"
  | "getTransactionArtifacts"
  | "getTransactionProblems"
  | "cancelTransaction"
  | "downloadArtifact";

interface Asked {
  readonly state: DirectAccessState;
  readonly request: RecordedRequest;
  /** The decoded segments that matched each `{}`. */
  readonly parameters: readonly string[];
}

/** One endpoint. */
export interface DirectAccessRoute {
  readonly method: "GET" | "POST";
  readonly pattern: string;
  readonly endpoint: DirectAccessEndpoint;
  readonly answer: (asked: Asked) => HttpResponse;
}

const JOBS = "/v1alpha1/jobs";
const TRANSACTIONS = "/v1alpha1/transactions";

const ROUTES: readonly DirectAccessRoute[] = [
  { method: "GET", pattern: JOBS, endpoint: "listJobs", answer: listJobs },
  { method: "POST", pattern: JOBS, endpoint: "createJob", answer: createJob },
  {
    method: "GET",
    pattern: `${JOBS}/{}/{}`,
    endpoint: "getJob",
    answer: ofJob(({ job }) => json({ job: jobRow(job) })),
  },
  { method: "GET", pattern: `${JOBS}/{}/{}/events/{}`, endpoint: "getJobEvents", answer: ofJob(events) },
  { method: "POST", pattern: `${JOBS}/{}/{}/cancel`, endpoint: "cancelJob", answer: ofJob(cancel) },
  { method: "GET", pattern: TRANSACTIONS, endpoint: "listTransactions", answer: listTransactions },
  { method: "POST", pattern: TRANSACTIONS, endpoint: "createTransaction", answer: createTransaction },
  {
    method: "GET",
    pattern: `${TRANSACTIONS}/{}`,
    endpoint: "getTransaction",
    answer: ofTransaction(({ job }) => json({ transaction: transactionRow(job) })),
  },
  {
    method: "GET",
    pattern: `${TRANSACTIONS}/{}/events/{}`,
    endpoint: "getTransactionEvents",
    answer: ofTransaction(events),
  },
  {
    method: "GET",
    pattern: `${TRANSACTIONS}/{}/artifacts`,
    endpoint: "getTransactionArtifacts",
    answer: ofTransaction(({ job, state }) => json({ results: state.artifacts.rows(job) })),
  },
  {
    method: "GET",
    pattern: `${TRANSACTIONS}/{}/problems`,
    endpoint: "getTransactionProblems",
    answer: ofTransaction(() => json({ problems: PROBLEMS })),
  },
  {
    method: "POST",
    pattern: `${TRANSACTIONS}/{}/cancel_async`,
    endpoint: "cancelTransaction",
    answer: ofTransaction(cancel),
  },
  { method: "GET", pattern: "/artifacts/{}/{}", endpoint: "downloadArtifact", answer: download },
];

/** The endpoint of a request; undefined for none. */
export function directAccessEndpoint(method: string, path: string): DirectAccessEndpoint | undefined {
  const match = matchRoute(ROUTES, method, path);
  return match !== undefined && "route" in match ? match.route.endpoint : undefined;
}

/** Carries out a request and responds; authorization was checked before. */
export function directAccessResponse(state: DirectAccessState, request: RecordedRequest): HttpResponse {
  const match = matchRoute(ROUTES, request.method, request.path);
  if (match === undefined) return failed(404, "no such path");
  if ("allowed" in match) return failed(405, `${request.method} is not allowed, ${match.allowed} is`);
  try {
    return match.route.answer({ state, request, parameters: match.parameters });
  } catch (error) {
    if (error instanceof Refused) return failed(400, error.message);
    throw error;
  }
}

/** An error in this API's format. */
export function failed(status: number, message: string): HttpResponse {
  return json({ message }, { status });
}

interface AskedOfJob extends Asked {
  readonly job: ReasonerJob;
}

/** The first two parameters name a job; the rest is the endpoint's. A public name (`PREDICTIVE`) is not a type, as recorded. */
function ofJob(answer: (asked: AskedOfJob) => HttpResponse): (asked: Asked) => HttpResponse {
  return (asked) => {
    const [type = "", id = "", ...parameters] = asked.parameters;
    const job = type === "SOLVER" || type === "ML" ? asked.state.jobs.find(type, id) : undefined;
    return job === undefined ? failed(404, "job not found") : answer({ ...asked, parameters, job });
  };
}

function ofTransaction(answer: (asked: AskedOfJob) => HttpResponse): (asked: Asked) => HttpResponse {
  return (asked) => {
    const [id = "", ...parameters] = asked.parameters;
    const job = asked.state.jobs.find("LOGIC", id);
    return job === undefined ? failed(404, "transaction not found") : answer({ ...asked, parameters, job });
  };
}

function listJobs({ state }: Asked): HttpResponse {
  const types: readonly JobType[] = ["SOLVER", "ML"];
  return json({ jobs: state.jobs.list(...types).map(jobRow) });
}

function listTransactions({ state }: Asked): HttpResponse {
  return json({ transactions: state.jobs.list("LOGIC").map(transactionRow) });
}

function createJob({ state, request }: Asked): HttpResponse {
  return json({ id: state.jobs.create(newJob(request)).id });
}

function createTransaction({ state, request }: Asked): HttpResponse {
  return json({ transaction: { id: state.jobs.create(newTransaction(request)).id, state: "CREATED" } });
}

function events({ job, parameters, request }: AskedOfJob): HttpResponse {
  const page = job.events(parameters[0] ?? "", request.query.get("continuation_token") ?? "");
  return page === undefined ? failed(400, "this continuation token was never given") : json(page);
}

function cancel({ job }: AskedOfJob): HttpResponse {
  job.end({ state: "CANCELED" });
  return json({ status: "ok" });
}

function download({ state, parameters, request }: Asked): HttpResponse {
  const [id = "", filename = ""] = parameters;
  const file = state.artifacts.file(state.jobs.find("LOGIC", id), filename, request.query);
  if (file === "refused") return failed(403, "the URL is not signed, or too old");
  if (file === "missing") return failed(404, "no such file");
  return http(Buffer.from(file.content), { headers: { "content-type": file.contentType } });
}
