import type { FaultReason } from "../adapter.ts";
import { neverSent } from "../http/never-sent.ts";
import type { JobwireError } from "../errors.ts";

/** Kinds of failures that some policy retries. `lasting` is every other failure: no policy retries it. */
type FailureKind =
  /** The server never saw the request. */
  | "not-sent"
  /** The connection was lost after the request may have arrived. */
  | "connection-lost"
  /** What answers does not speak HTTP. */
  | "not-http"
  /** A request ran out of its time: `connect`, `idle` or `total`. */
  | "timeout"
  | "rate-limited"
  /** 502, 503 or 504. */
  | "unavailable"
  /** Another 5xx that may pass. Ray's dashboard returns a 500 without text for up to 2 s while one of its modules restarts (seen). */
  | "server-error"
  /** A 5xx that a second try does not change: a log that never decodes, 501, a job that nothing starts. */
  | "lasting-server-error"
  /** A response without sense: a proxy's page, or its own 404, while the server behind it restarts. */
  | "nonsense"
  /** A reasoner or an application that is not up yet. */
  | "reasoner-not-ready"
  /** Another thing that cannot serve yet, such as the log of a job that has no node. */
  | "not-ready"
  | "lasting";

const lastingServerErrors = new Set<string | undefined>(["undecodable", "not-implemented", "never-started"]);
const requestTimeouts = new Set<string | undefined>(["connect", "idle", "request"]);

const kindOf = (error: JobwireError): FailureKind => {
  const { reason } = error;
  switch (error._tag) {
    case "ConnectionFailed":
      // A bad certificate, and a request that the runtime refuses, stay as they are.
      if (reason === "tls" || reason === "blocked") return "lasting";
      if (reason === "not-http") return "not-http";
      return neverSent(reason as FaultReason) ? "not-sent" : "connection-lost";
    case "Timeout":
      return requestTimeouts.has(reason) ? "timeout" : "lasting";
    case "RateLimited":
      return "rate-limited";
    case "ServerError":
      if (lastingServerErrors.has(reason)) return "lasting-server-error";
      return reason === "unavailable" ? "unavailable" : "server-error";
    case "BadResponse":
      return "nonsense";
    case "NotFound":
      return reason === "unknown-path" ? "nonsense" : "lasting";
    case "NotReady":
      return reason === "not-ready" || reason === "app-not-started" ? "reasoner-not-ready" : "not-ready";
    default:
      return "lasting";
  }
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

/** The name of a rule that says after which failures a request is tried again. */
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

/** The one list of what may pass: each policy names the kinds of failures after which it tries again. */
const policies: Readonly<Record<RetryPolicyName, ReadonlyArray<FailureKind>>> = {
  /** A request that must go out once, or whose parts are retried one by one. */
  never: [],
  /** A read: everything that may pass by itself. */
  transient,
  /** A write that must not arrive twice. */
  "not-sent": ["not-sent"],
  /** Ray's state API, which answers 429 at once while its 100 slots are taken. */
  busy: ["rate-limited"],
  /** A read inside of a loop that handles `busy`. */
  "transient-but-busy": transient.filter((kind) => kind !== "rate-limited"),
  /**
   * A read of a Synapse Agent. A 500 is the agent's own report, and a silent server has cost the caller's `timeoutMs` already.
   */
  agent: ["not-sent", "connection-lost", "rate-limited", "unavailable"],
  /** A read of reasoner jobs: a reasoner or an application may still come up. */
  reasoner: [...transient, "reasoner-not-ready"],
  /** A server that answered well before. As a first response, nonsense means that the address is wrong. */
  nonsense,
  /** A source of a tail, which another source may replace: a plain log that never decodes does not end the tail. */
  tail: [...transient, ...nonsense, "lasting-server-error", "reasoner-not-ready", "not-ready"],
};

/** True when the policy tries again after this failure. */
export const mayPass = (policy: RetryPolicyName, error: JobwireError): boolean =>
  policies[policy].includes(kindOf(error));
