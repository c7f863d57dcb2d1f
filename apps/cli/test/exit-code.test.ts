import * as core from "@jobwire/core";
import type { ErrorDetails, JobwireError, JobwireErrorTag, NotFoundReason } from "@jobwire/core";
import { expect, test } from "vitest";
import {
  exitCodeByNotFoundReason,
  exitCodeByTag,
  exitCodeOfError,
  exitCodeOfStatus,
  worstExitCode,
} from "../src/exit-code.ts";

// Scripts depend on these codes: the list shows each change of one.
test("exit-codes.txt has the exit code of each error", async () => {
  const lines = [
    ...Object.keys(exitCodeByTag).map((tag) => {
      const Failure = core[tag as JobwireErrorTag] as new (details: ErrorDetails) => JobwireError;
      return `${tag} ${exitCodeOfError(new Failure({ message: "x" }))}`;
    }),
    ...Object.keys(exitCodeByNotFoundReason).map((reason) => {
      const error = new core.NotFound({ message: "x", reason: reason as NotFoundReason });
      return `NotFound (${reason}) ${exitCodeOfError(error)}`;
    }),
  ];
  await expect(
    `# The exit code of each error. Written by: npx -y pnpm@12.21.0 run generate\n${lines.sort().join("\n")}\n`,
  ).toMatchFileSnapshot("exit-codes.txt");
});

test("the table has every error class that core exports", () => {
  const exported = Object.entries(core)
    .filter(([, value]) => typeof value === "function" && value.prototype instanceof Error)
    .map(([name]) => name);
  expect(Object.keys(exitCodeByTag).sort()).toEqual(exported.sort());
});

test("only the absence of the job itself has the exit code of a failed job", () => {
  const failed = Object.entries(exitCodeByNotFoundReason).filter(([, code]) => code === 1);
  expect(failed).toEqual([["unknown-job", 1]]);
  expect(exitCodeOfError(new core.NotFound({ message: "x" }))).toBe(4);
});

test("a bug never has the exit code of a failed job", () => {
  expect(exitCodeOfError(new TypeError("x"))).toBe(4);
});

test.each([
  ["SUCCEEDED", 0],
  ["FAILED", 1],
  ["STOPPED", 3],
  ["RUNNING", 4],
  ["SOMETHING_NEW", 4],
])("a job that ended as %s has exit code %i", (status, code) => {
  expect(exitCodeOfStatus(status)).toBe(code);
});

test("of several exit codes the worst counts", () => {
  expect(worstExitCode([0, 3, 1, 4, 0])).toBe(4);
  expect(worstExitCode([0, 3, 1])).toBe(1);
  expect(worstExitCode([0, 3])).toBe(3);
  expect(worstExitCode([124, 1])).toBe(124);
  expect(worstExitCode([130, 4, 2])).toBe(130);
  expect(worstExitCode([])).toBe(0);
});
