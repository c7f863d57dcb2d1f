import * as core from "@jobwire/core";
import type { ErrorDetails, JobwireError, JobwireErrorTag } from "@jobwire/core";
import { expect, test } from "vitest";
import { exitCodeByTag, exitCodeOfError, exitCodeOfStatus, gravestExitCode } from "../src/exit-code.ts";

const promised: Readonly<Record<JobwireErrorTag, number>> = {
  JobFailed: 1,
  NotFound: 1,
  InvalidRequest: 2,
  Conflict: 2,
  Unauthorized: 2,
  Forbidden: 2,
  BrowserRefused: 2,
  JobStopped: 3,
  ConnectionFailed: 4,
  ServerError: 4,
  BadResponse: 4,
  RateLimited: 4,
  NotReady: 4,
  LogReset: 4,
  StreamLimitExceeded: 4,
  JobLost: 4,
  CreateOutcomeUnknown: 4,
  RedirectRefused: 4,
  Timeout: 124,
  Aborted: 130,
};

test.each(Object.entries(promised))("a %s ends with exit code %i", (tag, code) => {
  const Failure = core[tag as JobwireErrorTag] as new (details: ErrorDetails) => JobwireError;
  expect(exitCodeOfError(new Failure({ message: "x" }))).toBe(code);
});

test("the table holds every error class that core exports", () => {
  const exported = Object.entries(core)
    .filter(([, value]) => typeof value === "function" && value.prototype instanceof Error)
    .map(([name]) => name);
  expect(Object.keys(exitCodeByTag).sort()).toEqual(exported.sort());
});

test("a defect never reads as a failed job", () => {
  expect(exitCodeOfError(new TypeError("x"))).toBe(4);
});

test.each([
  ["SUCCEEDED", 0],
  ["FAILED", 1],
  ["STOPPED", 3],
  ["RUNNING", 4],
  ["SOMETHING_NEW", 4],
])("a job that ended as %s gives %i", (status, code) => {
  expect(exitCodeOfStatus(status)).toBe(code);
});

test("of several codes the gravest counts", () => {
  expect(gravestExitCode([0, 3, 1, 4, 0])).toBe(4);
  expect(gravestExitCode([0, 3, 1])).toBe(1);
  expect(gravestExitCode([0, 3])).toBe(3);
  expect(gravestExitCode([124, 1])).toBe(124);
  expect(gravestExitCode([130, 4, 2])).toBe(130);
  expect(gravestExitCode([])).toBe(0);
});
