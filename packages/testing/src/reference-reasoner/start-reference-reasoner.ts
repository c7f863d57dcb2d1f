import type { HttpResponse } from "../fault/response.ts";
import type { FaultServer } from "../fault/fault-server.ts";
import { type Protocol, startFaultyService } from "../fault/faulty-service.ts";
import { type Refusal, refuseContentType, refuseStranger } from "../guard/refuse-request.ts";
import { Artifacts } from "./artifacts.ts";
import { directAccessResponse, failed } from "./direct-access.ts";
import { JobStore } from "./job-store.ts";
import type { ReferenceReasonerOptions } from "./options.ts";
import type { NewReasonerJob, ReasonerJob } from "./reasoner-job.ts";
import {
  type ReasonerFault,
  type ReasonerEndpoint,
  type ReasonerRequest,
  toReasonerRequest,
} from "./reasoner-request.ts";
import { type SqlState, sqlResponse } from "./sql/sql-api.ts";
import { refused } from "./sql/statement-responses.ts";
import { StatementStore } from "./sql/statement-store.ts";
import type { SlowStatement } from "./sql/submitted-statement.ts";
import { TokenStore } from "./token-store.ts";

/** RelationalAI's jobs service on loopback: Direct Access and SQL in front of one store of jobs. */
export interface ReferenceReasoner {
  /** The address of Direct Access: `http://127.0.0.1:port`, without a slash at the end. */
  readonly url: string;
  /** The address of the SQL REST API and the token exchange. */
  readonly snowflakeUrl: string;
  /** The servers underneath: refused connections, resets, open sockets. */
  readonly directAccess: FaultServer;
  /** The server of the SQL REST API and of the token exchange. */
  readonly snowflake: FaultServer;
  /** Adds a job as if a client had created it. */
  addJob(job: NewReasonerJob): ReasonerJob;
  /** The control over any job, including one created over HTTP: its events, its end. */
  job(id: string): ReasonerJob | undefined;
  /** How many jobs and transactions there are. */
  jobCount(): number;
  /** The requests to one endpoint, in the order of arrival; each server keeps the last 10,000. */
  requestsTo(endpoint: ReasonerEndpoint): readonly ReasonerRequest[];
  /** Replaces the fault hook; undefined removes it. */
  setFault(fault: ReasonerFault | undefined): void;
  /** Replaces the choice of SQL statements that take long. */
  setSlow(slow: ((statement: string) => SlowStatement | undefined) | undefined): void;
  /** The address that `service_endpoint(TRUE)` returns from now on; undefined: the true one. */
  setEndpoint(url: string | undefined): void;
  /** Revokes every ingress token of the exchange. */
  revokeTokens(): void;
  /** Stops both servers and destroys their connections. */
  close(): Promise<void>;
  /** As `close`, for `await using`. */
  [Symbol.asyncDispose](): Promise<void>;
}

/** A server that runs for weeks keeps only this many requests, bodies included. */
const maxRequests = 10_000;

/**
 * Starts both servers. Rejects when a port is taken, or when `publicKey` is not a key.
 *
 * Without a `token` and a `publicKey` every program of this machine may write here. Web pages may not, with or without them: the
 * servers accept loopback host names only, refuse a page's writes, and let no page of another origin read.
 *
 * @example
 * ```ts
 * import { startReferenceReasoner } from "@jobwire/testing";
 * import { composePayload, directAccess, reasoner } from "jobwire";
 *
 * const server = await startReferenceReasoner({ token: "secret" });
 * const client = reasoner({ backend: directAccess({ address: server.url, token: "secret" }) });
 * const payload = composePayload({ reasonerType: "Logic", database: "DB", rawCode: "def output = 1" });
 * const job = await client.jobs.create("Logic", "my_reasoner", payload);
 * console.log((await job.result()).state);
 * await client.close();
 * await server.close();
 * ```
 */
export async function startReferenceReasoner(options: ReferenceReasonerOptions = {}): Promise<ReferenceReasoner> {
  const now = options.now ?? Date.now;
  const { token, publicKey, fault } = options;
  let { slow } = options;
  let endpoint: string | undefined;
  const tokens = new TokenStore({
    ...(token === undefined ? {} : { token }),
    ...(publicKey === undefined ? {} : { publicKey }),
    tokenLifeMs: options.tokenLifeMs ?? 600_000,
    now,
  });
  const jobs = new JobStore({ user: options.user ?? "alice@example.com", runMs: options.runMs ?? 500, now });
  const artifacts = new Artifacts(now, () => directAccess.url);
  const sql: SqlState = {
    jobs,
    artifacts,
    tokens,
    now,
    endpoint: () => endpoint ?? directAccess.url,
    olderApp: options.olderApp ?? false,
    statements: new StatementStore(now),
    app: options.app ?? "RELATIONALAI",
    partitionRows: options.partitionRows ?? 2_000,
    slow: (statement) => slow?.(statement),
  };

  const own = options.ownPagesMayWrite ?? false;
  const directAccess = await startFaultyService(
    protocol({
      refused: ({ status, message }) => failed(status, message),
      ownPagesMayWrite: own,
      answer: (request) => {
        // A presigned URL is its own credential.
        if (request.endpoint !== "downloadArtifact" && !tokens.allowsIngress(request.headers["authorization"]))
          return failed(401, "the ingress token is missing, unknown or expired");
        const wrongType = refuseContentType(request, request.body.length > 0);
        if (wrongType !== undefined) return failed(wrongType.status, wrongType.message);
        return directAccessResponse({ jobs, artifacts }, request);
      },
    }),
    { port: options.reasonerPort ?? 0, maxRequests, fault },
  );
  const snowflake = await startFaultyService(
    protocol({
      refused: ({ status, message }) => refused(status, message),
      ownPagesMayWrite: own,
      answer: (request) => sqlResponse(sql, request),
    }),
    { port: options.snowflakePort ?? 0, maxRequests, fault },
  ).catch(async (error: unknown) => {
    await directAccess.close();
    throw error;
  });
  const both = [directAccess, snowflake];

  const close = async (): Promise<void> => {
    await Promise.all(both.map((service) => service.close()));
  };
  return {
    url: directAccess.url,
    snowflakeUrl: snowflake.url,
    directAccess: directAccess.server,
    snowflake: snowflake.server,
    addJob: (job) => jobs.create(job),
    job: (id) => jobs.byId(id),
    jobCount: () => jobs.list("LOGIC", "SOLVER", "ML").length,
    requestsTo: (asked) => both.flatMap((service) => service.requestsTo(asked)),
    setFault(hook) {
      for (const service of both) service.setFault(hook);
    },
    setSlow(hook) {
      slow = hook;
    },
    setEndpoint(url) {
      endpoint = url;
    },
    revokeTokens: () => tokens.revoke(),
    close,
    [Symbol.asyncDispose]: close,
  };
}

interface Behaviour {
  readonly refused: (refusal: Refusal) => HttpResponse;
  readonly ownPagesMayWrite: boolean;
  readonly answer: Protocol<ReasonerRequest>["answer"];
}

/** The response states what is wrong with the token, because each server has its own order of checks. */
const protocol = ({ refused: told, ownPagesMayWrite, answer }: Behaviour): Protocol<ReasonerRequest> => ({
  understand: toReasonerRequest,
  arrived() {},
  refuse(request) {
    const stranger = refuseStranger(request, ownPagesMayWrite);
    return stranger && told(stranger);
  },
  answer,
});
