import {
  Aborted,
  BadResponse,
  BrowserRefused,
  Conflict,
  ConnectionFailed,
  CreateOutcomeUnknown,
  Forbidden,
  InvalidRequest,
  JobFailed,
  JobLost,
  JobStopped,
  type JobwireError,
  type JobwireErrorTag,
  LogReset,
  NotFound,
  NotReady,
  RateLimited,
  RedirectRefused,
  ServerError,
  StreamLimitExceeded,
  Timeout,
  Unauthorized,
} from "@jobwire/core";
import type { RefusedResponse } from "@jobwire/core/backend";
import { expect, test } from "vitest";
import { problemJson, refusalOf } from "../../src/api/problem.ts";
import { describeProblem } from "../../src/client/problem.ts";

const message = "what happened, to what, and what to do";

/** One error of each tag, with everything that it can carry. */
const errors: Readonly<Record<Exclude<JobwireErrorTag, "Aborted">, JobwireError>> = {
  ConnectionFailed: new ConnectionFailed({ message, reason: "reset" }),
  Timeout: new Timeout({ message, reason: "deadline", elapsedMs: 1500, jobId: "a" }),
  Unauthorized: new Unauthorized({ message, statusCode: 401 }),
  Forbidden: new Forbidden({ message, statusCode: 403 }),
  NotFound: new NotFound({ message, reason: "unknown-job", statusCode: 404 }),
  Conflict: new Conflict({ message, reason: "exists", statusCode: 500 }),
  InvalidRequest: new InvalidRequest({ message, reason: "local" }),
  BrowserRefused: new BrowserRefused({ message, reason: "server", statusCode: 405 }),
  RedirectRefused: new RedirectRefused({ message, reason: "cross-origin", statusCode: 302 }),
  RateLimited: new RateLimited({ message, statusCode: 429, retryAfterMs: 7000 }),
  ServerError: new ServerError({ message, reason: "never-started", statusCode: 500 }),
  BadResponse: new BadResponse({ message, reason: "shape", statusCode: 200 }),
  NotReady: new NotReady({ message, reason: "no-node" }),
  LogReset: new LogReset({ message, reason: "different-bytes" }),
  StreamLimitExceeded: new StreamLimitExceeded({ message, reason: "held-bytes" }),
  JobFailed: new JobFailed({ message, exitCode: 3, errorType: "JOB_ENTRYPOINT_COMMAND_ERROR", jobId: "a" }),
  JobStopped: new JobStopped({ message, jobId: "a" }),
  JobLost: new JobLost({ message, reason: "node-dead", jobStatus: "FAILED", exitCode: 1, jobId: "a" }),
  CreateOutcomeUnknown: new CreateOutcomeUnknown({ message, reason: "unreadable" }),
};

const responseOf = (text: string, status: number, retryAfterMs?: number): RefusedResponse => ({
  label: "GET http://127.0.0.1/v1/systems",
  method: "GET",
  path: "/v1/systems",
  status,
  headers: { "content-type": "application/problem+json" },
  text,
  retryAfterMs,
});

for (const [tag, error] of Object.entries(errors)) {
  test(`${tag} is the same error behind a gateway`, () => {
    const refusal = refusalOf(error);
    const read = describeProblem(responseOf(JSON.stringify(problemJson(refusal)), refusal.status));
    expect(read.toJSON()).toEqual(error.toJSON());
    expect(read.constructor).toBe(error.constructor);
  });
}

test("a gateway that closes does not end its readers' tails: another one may answer", () => {
  const refusal = refusalOf(new Aborted({ message, reason: "closed" }));
  const read = describeProblem(responseOf(JSON.stringify(problemJson(refusal)), refusal.status));
  expect([read._tag, read.reason]).toEqual(["ServerError", "unavailable"]);
});

test.each([
  ["an unknown tag", JSON.stringify({ _tag: "Surprise", detail: "x" }), 503, "ServerError"],
  ["a tag of Object's own", JSON.stringify({ _tag: "constructor", detail: "x" }), 404, "NotFound"],
  ["no tag", JSON.stringify({ title: "nope" }), 403, "Forbidden"],
  ["no JSON", "nope", 401, "Unauthorized"],
  ["a list", "[1]", 429, "RateLimited"],
  ["nothing", "", 502, "ServerError"],
])("a response with %s counts by its status", (_, text, status, tag) => {
  expect(describeProblem(responseOf(text, status))._tag).toBe(tag);
});

test("fields of wrong types are left out, and a pause is bounded", () => {
  const fields = { _tag: "JobFailed", detail: message, reason: "<b>", exitCode: "1", jobId: 7, statusCode: "x" };
  expect(describeProblem(responseOf(JSON.stringify(fields), 409)).toJSON()).toEqual({
    _tag: "JobFailed",
    message,
    docsUrl: expect.stringMatching(/#jobfailed$/),
  });
  const limited = { _tag: "RateLimited", detail: message, retryAfterMs: 1e12 };
  expect(describeProblem(responseOf(JSON.stringify(limited), 503)).retryAfterMs).toBe(3_600_000);
  expect(describeProblem(responseOf(JSON.stringify({ ...limited, retryAfterMs: -1 }), 503)).retryAfterMs).toBe(0);
});
