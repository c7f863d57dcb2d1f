import type { Answer } from "./answer.ts";
import { text } from "./answers.ts";
import type { Fault } from "./fault.ts";
import { type FaultServer, startFaultServer } from "./fault-server.ts";
import { type FaultyJob, type FaultyJobOptions, JobRecord } from "./faulty-job.ts";
import { type RayState, rayAnswer } from "./ray-answers.ts";
import { type RayEndpoint, type RayRequest, toRayRequest } from "./ray-endpoint.ts";

/** Says what goes wrong with the answer to `request`, the `nth` (from 0) to its endpoint. Undefined: nothing. */
export type FaultHook = (request: RayRequest, nth: number) => Fault | undefined | Promise<Fault | undefined>;

/** Options of {@link startFaultyRay}: one job, and what goes wrong. */
export interface FaultyRayOptions extends FaultyJobOptions {
  /** Default `raysubmit_scripted00000000`. */
  readonly submissionId?: string;
  /** Default 2.60.0. */
  readonly rayVersion?: string;
  /** Asks for `Authorization: Bearer token`, or the same in `X-Ray-Authorization`. */
  readonly token?: string;
  readonly fault?: FaultHook;
  /** Default 0: any free port. */
  readonly port?: number;
}

/**
 * A server that speaks the part of Ray 2.60's dashboard API Jobwire uses, about jobs that exist only as a log and a status in
 * memory, and that goes wrong exactly as told. Nothing in it takes time: the log and the status change when the test changes
 * them, and a tail that is at the end of the log looks again then and at every request.
 */
export interface FaultyRay extends FaultyJob {
  readonly url: string;
  readonly nodeId: string;
  /** The server underneath: recorded requests, problems, refusing, resets. */
  readonly server: FaultServer;
  /** The job given in the options is there from the start; this adds another. */
  addJob(submissionId: string, options: FaultyJobOptions): FaultyJob;
  /** The hand on any job, also one that was submitted over HTTP (it is PENDING until the test says otherwise). */
  job(submissionId: string): FaultyJob | undefined;
  /** Forgets a job and its log, as a head without its memory does. */
  removeJob(submissionId: string): void;
  /** Replaces the fault hook; undefined: nothing goes wrong any more. */
  setFault(fault: FaultHook | undefined): void;
  /** The requests to one endpoint. */
  requestsTo(endpoint: RayEndpoint): readonly RayRequest[];
  openSockets(): number;
  close(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}

/** Starts a {@link FaultyRay} on loopback. */
export async function startFaultyRay(options: FaultyRayOptions): Promise<FaultyRay> {
  const submissionId = options.submissionId ?? "raysubmit_scripted00000000";
  const first = new JobRecord(submissionId, options);
  const state: RayState = {
    jobs: new Map([[submissionId, first]]),
    files: new Map([[submissionId, first]]),
    nodeId: "4c37d061fad7dc37ca65930d2478c5fc8cf3e456af1210db03cef8f5",
    rayVersion: options.rayVersion ?? "2.60.0",
  };
  const counts = new Map<RayEndpoint, number>();
  let fault = options.fault;

  const server = await startFaultServer(options.port === undefined ? {} : { port: options.port });
  server.on(
    () => true,
    async (recorded) => {
      const request = toRayRequest(recorded);
      const nth = counts.get(request.endpoint) ?? 0;
      counts.set(request.endpoint, nth + 1);
      for (const job of state.jobs.values()) job.log.wake();
      const wrong = await fault?.(request, nth);
      if (wrong?.kind === "instead") {
        if (wrong.applied) rayAnswer(state, request);
        return wrong.answer;
      }
      const answer = refusal(request, options.token) ?? rayAnswer(state, request);
      return wrong === undefined ? answer : withFault(answer, wrong);
    },
  );

  const ray: FaultyRay = {
    submissionId,
    url: server.url,
    nodeId: state.nodeId,
    server,
    append: (bytes) => first.append(bytes),
    replaceLog: (bytes) => first.replaceLog(bytes),
    setStatus: (status) => first.setStatus(status),
    setDetails: (details) => first.setDetails(details),
    addJob(id, jobOptions) {
      const job = new JobRecord(id, jobOptions);
      state.jobs.set(id, job);
      state.files.set(id, job);
      return job;
    },
    job: (id) => state.jobs.get(id),
    removeJob(id) {
      state.jobs.delete(id);
      state.files.delete(id);
    },
    setFault(hook) {
      fault = hook;
    },
    requestsTo: (endpoint) => server.requests.map(toRayRequest).filter((request) => request.endpoint === endpoint),
    openSockets: () => server.openSockets(),
    close: () => server.close(),
    [Symbol.asyncDispose]: () => server.close(),
  };
  return ray;
}

function withFault(answer: Answer, fault: Exclude<Fault, { kind: "instead" }>): Answer {
  if (answer.kind !== "http" && answer.kind !== "socket") return answer;
  return {
    ...answer,
    ...(fault.cut === undefined ? {} : { cut: fault.cut }),
    ...(fault.kind === "slow" ? { gate: fault.gate } : {}),
  };
}

const browserHeaders = [
  "origin",
  "referer",
  "sec-fetch-mode",
  "sec-fetch-dest",
  "sec-fetch-site",
  "sec-fetch-user",
  "access-control-request-method",
  "access-control-request-headers",
];

/** Ray checks the token first, then whether a browser wants to write (wire/ray.md, sections 7 and 8). */
function refusal(request: RayRequest, token: string | undefined): Answer | undefined {
  if (token !== undefined && request.endpoint !== "health") {
    const given = request.headers["authorization"] ?? request.headers["x-ray-authorization"];
    if (given === undefined) return text("Unauthorized: Missing authentication token", { status: 401 });
    if (given !== `Bearer ${token}`) return text("Forbidden: Invalid authentication token", { status: 403 });
  }
  if (["GET", "HEAD", "OPTIONS"].includes(request.method)) return undefined;
  const browser =
    browserHeaders.some((name) => name in request.headers) ||
    request.headers["user-agent"]?.startsWith("Mozilla") === true;
  return browser ? text(`'${request.method}' method not allowed for browser traffic.`, { status: 405 }) : undefined;
}
