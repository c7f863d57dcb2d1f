import { inspect } from "node:util";
import { describe, expect, test } from "vitest";
import * as errors from "../../src/errors.ts";
import type { TailPosition } from "../../src/tail/position.ts";

const position: TailPosition = { version: 1, lines: 3, units: 12, newlines: 1, anchor: null };
const secret = "secret-7f3a";
const details = {
  message: "what happened",
  statusCode: 503,
  position,
  retryAfterMs: 1500,
  serverText: secret,
  cause: new Error(secret),
} as const;
const common = { message: "what happened", statusCode: 503, position, retryAfterMs: 1500 };
const ofJob = { jobId: "train-7", job: { entrypoint: secret } } as const;

/** One error of each tag with everything that it can carry, and its JSON. */
const full: { readonly [Tag in errors.JobwireErrorTag]: readonly [errors.JobwireError, object] } = {
  ConnectionFailed: [new errors.ConnectionFailed({ ...details, reason: "reset" }), { ...common, reason: "reset" }],
  Timeout: [
    new errors.Timeout({ ...details, ...ofJob, reason: "deadline", elapsedMs: 20 }),
    { ...common, reason: "deadline", jobId: "train-7", elapsedMs: 20 },
  ],
  Aborted: [new errors.Aborted({ ...details, reason: "signal" }), { ...common, reason: "signal" }],
  Unauthorized: [new errors.Unauthorized({ ...details, reason: "exchange" }), { ...common, reason: "exchange" }],
  Forbidden: [new errors.Forbidden(details), common],
  NotFound: [new errors.NotFound({ ...details, reason: "unknown-job" }), { ...common, reason: "unknown-job" }],
  Conflict: [new errors.Conflict({ ...details, reason: "exists" }), { ...common, reason: "exists" }],
  InvalidRequest: [new errors.InvalidRequest({ ...details, reason: "local" }), { ...common, reason: "local" }],
  BrowserRefused: [new errors.BrowserRefused({ ...details, reason: "server" }), { ...common, reason: "server" }],
  RedirectRefused: [new errors.RedirectRefused({ ...details, reason: "method" }), { ...common, reason: "method" }],
  RateLimited: [new errors.RateLimited({ ...details, reason: "exchange" }), { ...common, reason: "exchange" }],
  ServerError: [new errors.ServerError({ ...details, reason: "internal" }), { ...common, reason: "internal" }],
  BadResponse: [new errors.BadResponse({ ...details, reason: "shape" }), { ...common, reason: "shape" }],
  NotReady: [new errors.NotReady({ ...details, reason: "no-file" }), { ...common, reason: "no-file" }],
  LogReset: [new errors.LogReset({ ...details, reason: "different-text" }), { ...common, reason: "different-text" }],
  StreamLimitExceeded: [
    new errors.StreamLimitExceeded({ ...details, reason: "lines" }),
    { ...common, reason: "lines" },
  ],
  JobFailed: [
    new errors.JobFailed({ ...details, ...ofJob, reason: "failed", errorType: "X", exitCode: 0 }),
    { ...common, reason: "failed", jobId: "train-7", errorType: "X", exitCode: 0 },
  ],
  JobStopped: [new errors.JobStopped({ ...details, ...ofJob }), { ...common, jobId: "train-7" }],
  JobLost: [
    new errors.JobLost({ ...details, ...ofJob, reason: "gone", jobStatus: "FAILED", exitCode: -9 }),
    { ...common, reason: "gone", jobId: "train-7", jobStatus: "FAILED", exitCode: -9 },
  ],
  CreateOutcomeUnknown: [
    new errors.CreateOutcomeUnknown({ ...details, reason: "no-id" }),
    { ...common, reason: "no-id" },
  ],
};

describe.each(Object.entries(full))("%s", (tag, [error, json]) => {
  test("is the same through JSON, without its cause, its job and the server's text", () => {
    const text = JSON.stringify(error);
    expect(JSON.parse(text)).toStrictEqual({ _tag: tag, ...json });
    expect(text).not.toContain(secret);
  });

  test("is an Error that carries its tag as name, its cause and the server's text", () => {
    expect(error).toBeInstanceOf(Error);
    expect(errors.isJobwireError(error)).toBe(true);
    expect(error.isJobwireError).toBe(true);
    expect([error.name, error._tag, error.serverText]).toEqual([tag, tag, secret]);
    expect(error.cause).toBe(details.cause);
  });

  test("shows only what it knows", () => {
    const Bare = errors[tag as errors.JobwireErrorTag] as new (bare: errors.ErrorDetails<never>) => errors.JobwireError;
    const bare = new Bare({ message: "what happened" });
    expect(inspect(bare)).not.toMatch(/undefined/);
    expect(
      Object.keys(bare).filter((name) => (bare as unknown as Record<string, unknown>)[name] === undefined),
    ).toEqual([]);
    expect(JSON.parse(JSON.stringify(bare))).toStrictEqual({ _tag: tag, message: "what happened" });
  });
});

test("an error about a job carries the job, which inspect does not print", () => {
  for (const error of [full.Timeout[0], full.JobFailed[0], full.JobStopped[0], full.JobLost[0]]) {
    expect(error).toMatchObject({ jobId: "train-7" });
    expect((error as errors.JobLost).job).toBe(ofJob.job);
    expect(Object.keys(error)).not.toContain("job");
  }
});

test("an error of another copy of the package counts, and nothing else does", () => {
  expect(errors.isJobwireError({ [Symbol.for("@jobwire/error")]: true })).toBe(true);
  for (const other of [new Error("x"), { _tag: "NotFound" }, null, undefined, "NotFound"]) {
    expect(errors.isJobwireError(other)).toBe(false);
  }
});
