import type { FaultReason } from "../adapter.ts";
import { neverSent } from "../http/never-sent.ts";
import type { JobwireError } from "../errors.ts";

/** Kinds of failures that some policy retries. */
type FailureKind =
  /** The server never saw the request. */
  | "not-sent"
  /** The connection was lost after the request may have arrived. */
  | "connection-lost"
  /** The server does not speak HTTP. */
  | "not-http"
  /** A request exceeded a time limit: `connect`, `idle` or `total`. */
  | "timeout"
  | "rate-limited"
  /** 502, 503 or 504. */
  | "unavailable"
  /** Another 5xx that may pass. Ray's dashboard returns a 500 without text for up to 2 s while one of its modules restarts (seen). */
  | "server-error"
  /** A 5xx that a second try does not change: a log that never decodes, 501, a job that nothing starts. */
  | "lasting-server-error"
  /** An unreadable response: a proxy's page, or its own 404, while the server behind it restarts. */
  | "nonsense"
  /** A reasoner or an application that is not up yet. */
  | "reasoner-not-ready"
  /** Anything else that is not ready, such as the log of a job that has no node. */
  | "not-ready";

const lastingServerErrors = new Set<string | undefined>([
  "undecodable",
  "truncated-log",
  "not-implemented",
  "never-started",
]);
const requestTimeouts = new Set<string | undefined>(["connect", "idle", "request"]);

/** The kind of a failure; undefined for a failure that no policy retries. */
const kindOf = (error: JobwireError): FailureKind | undefined => {
  const { reason } = error;
  switch (error._tag) {
    case "ConnectionFailed":
      // A retry cannot fix a bad certificate or a request that the runtime refuses.
      if (reason === "tls" || reason === "blocked") return undefined;
      if (reason === "not-http") return "not-http";
      return neverSent(reason as FaultReason) ? "not-sent" : "connection-lost";
    case "Timeout":
      return requestTimeouts.has(reason) ? "timeout" : undefined;
    case "RateLimited":
      return "rate-limited";
    case "ServerError":
      if (lastingServerErrors.has(reason)) return "lasting-server-error";
      return reason === "unavailable" ? "unavailable" : "server-error";
    case "BadResponse":
      return "nonsense";
    case "NotFound":
      return reason === "unknown-path" ? "nonsense" : undefined;
    case "NotReady":
      return reason === "not-ready" || reason === "app-not-started" ? "reasoner-not-ready" : "not-ready";
  }
  return undefined;
};

const transient: ReadonlyArray<FailureKind> = [
  "not-sent",
  "connection-lost",
  "timeout",
  "rate-limited",
  "unavailable",
  "server-error",
];
const nonsense: ReadonlyArray<FailureKind> = ["nonsense", "not-http"];

/** The name of a rule that decides after which failures the client repeats a request. */
export type RetryPolicyName =
  | "never"
  | "transient"
  | "not-sent"
  | "busy"
  | "transient-but-busy"
  | "agent"
  | "reasoner"
  | "nonsense"
  | "tail";

/** The only list of transient failures: each policy names the kinds after which it tries again. */
const policies: Readonly<Record<RetryPolicyName, ReadonlyArray<FailureKind>>> = {
  /** A request that the client must send only once, or whose parts it retries one by one. */
  never: [],
  /** A read: every transient failure. */
  transient,
  /** A write that must not arrive twice. */
  "not-sent": ["not-sent"],
  /** Ray's state API, which responds 429 at once while its 100 slots are taken. */
  busy: ["rate-limited"],
  /** A read inside a loop that handles `busy`. */
  "transient-but-busy": transient.filter((kind) => kind !== "rate-limited"),
  /**
   * A read of a Synapse Agent. A 500 is the agent's own report, and a silent server has already used up the caller's `timeoutMs`.
   */
  agent: ["not-sent", "connection-lost", "rate-limited", "unavailable"],
  /** A read of reasoner jobs: a reasoner or an application may still start. */
  reasoner: [...transient, "reasoner-not-ready"],
  /** A server that responded correctly before. As a first response, nonsense means that the address is wrong. */
  nonsense,
  /** A source of a tail, which another source may replace: a plain log that never decodes does not end the tail. */
  tail: [...transient, ...nonsense, "lasting-server-error", "reasoner-not-ready", "not-ready"],
};

/** True when the policy tries again after this failure. */
export const mayPass = (policy: RetryPolicyName, error: JobwireError): boolean => {
  const retried: ReadonlyArray<FailureKind | undefined> = policies[policy];
  return retried.includes(kindOf(error));
};
