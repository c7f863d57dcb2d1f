/** Each policy, and the failures after which it lets the client send the request again. */
import { describe, expect, it } from "vitest";
import {
  Aborted,
  BadResponse,
  ConnectionFailed,
  type JobwireError,
  NotFound,
  NotReady,
  RateLimited,
  ServerError,
  Timeout,
  Unauthorized,
} from "../../src/errors.ts";
import { mayPass, type RetryPolicyName } from "../../src/retry/retry-policies.ts";

const message = "";

const failures = {
  refused: new ConnectionFailed({ message, reason: "refused" }),
  "name not found": new ConnectionFailed({ message, reason: "unresolved" }),
  "bad certificate": new ConnectionFailed({ message, reason: "tls" }),
  "refused by the runtime": new ConnectionFailed({ message, reason: "blocked" }),
  "no HTTP": new ConnectionFailed({ message, reason: "not-http" }),
  "connection reset": new ConnectionFailed({ message, reason: "reset" }),
  "response cut off": new ConnectionFailed({ message, reason: "truncated" }),
  "no connection in time": new Timeout({ message, reason: "connect" }),
  "silent connection": new Timeout({ message, reason: "idle" }),
  "slow request": new Timeout({ message, reason: "request" }),
  "deadline of the caller": new Timeout({ message, reason: "deadline" }),
  "statement cancelled": new Timeout({ message, reason: "statement" }),
  429: new RateLimited({ message }),
  500: new ServerError({ message, reason: "internal" }),
  "500 with a reason": new ServerError({ message, reason: "failed" }),
  503: new ServerError({ message, reason: "unavailable" }),
  501: new ServerError({ message, reason: "not-implemented" }),
  "log that never decodes": new ServerError({ message, reason: "undecodable" }),
  "job that nothing starts": new ServerError({ message, reason: "never-started" }),
  "unreadable response": new BadResponse({ message }),
  "unknown path": new NotFound({ message, reason: "unknown-path" }),
  "unknown job": new NotFound({ message, reason: "unknown-job" }),
  "reasoner not ready": new NotReady({ message, reason: "not-ready" }),
  "application not started": new NotReady({ message, reason: "app-not-started" }),
  "job without a node": new NotReady({ message, reason: "no-node" }),
  "wrong token": new Unauthorized({ message }),
  "client closed": new Aborted({ message, reason: "closed" }),
} satisfies Record<string, JobwireError>;

type Failure = keyof typeof failures;

const unseen: ReadonlyArray<Failure> = ["refused", "name not found"];
const lost: ReadonlyArray<Failure> = ["connection reset", "response cut off"];
const late: ReadonlyArray<Failure> = ["no connection in time", "silent connection", "slow request"];
const transient: ReadonlyArray<Failure> = [...unseen, ...lost, ...late, 429, 500, "500 with a reason", 503];
const nonsense: ReadonlyArray<Failure> = ["no HTTP", "unreadable response", "unknown path"];
const starting: ReadonlyArray<Failure> = ["reasoner not ready", "application not started"];

const retried: Readonly<Record<RetryPolicyName, ReadonlyArray<Failure>>> = {
  never: [],
  transient,
  "not-sent": unseen,
  busy: [429],
  "transient-but-busy": transient.filter((failure) => failure !== 429),
  agent: [...unseen, ...lost, 429, 503],
  reasoner: [...transient, ...starting],
  nonsense,
  tail: [
    ...transient,
    ...nonsense,
    ...starting,
    "job without a node",
    501,
    "log that never decodes",
    "job that nothing starts",
  ],
};

describe("the retry policy", () => {
  it.each(Object.entries(retried))("%s retries exactly its failures", (policy, expected) => {
    const passing = Object.entries(failures).filter(([, error]) => mayPass(policy as RetryPolicyName, error));
    expect(new Set(passing.map(([name]) => name))).toEqual(new Set(expected.map(String)));
  });
});
