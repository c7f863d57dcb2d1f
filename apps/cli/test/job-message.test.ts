import { expect, test } from "vitest";
import { shortJobMessage } from "../src/output/job-message.ts";

// The messages come from jobs-lifecycle.json and packages.json, recordings of Ray 2.60.0, shortened in the middle.
test("a failed entrypoint: the sentence without the log", () => {
  expect(
    shortJobMessage(
      "Job entrypoint command failed with exit code 7, last available logs (truncated to 20,000 chars):\n2026-11-21 22:55:42,931\tINFO job_manager.py:581 -- Runtime env is setting up.\nbefore\n",
    ),
  ).toBe("Job entrypoint command failed with exit code 7");
});

test("a failed runtime_env: the first line, and the last meaningful line of the traceback", () => {
  expect(
    shortJobMessage(
      'runtime_env setup failed: Failed to set up runtime environment.\nCould not create the actor.\n[Node 192.0.2.2] Traceback (most recent call last):\n    raise BadZipFile("File is not a zip file")\nzipfile.BadZipFile: File is not a zip file\n\n.\n',
    ),
  ).toBe(
    "runtime_env setup failed: Failed to set up runtime environment. … zipfile.BadZipFile: File is not a zip file",
  );
});

test("a supervisor that cannot start: the sentence without the traceback that repeats it", () => {
  expect(
    shortJobMessage(
      "Failed to start supervisor actor a2: '/nope is not a valid path.'. Full traceback:\nTraceback (most recent call last):\nValueError: /nope is not a valid path.\n",
    ),
  ).toBe("Failed to start supervisor actor a2: '/nope is not a valid path.'");
});

test("one line stays unchanged", () => {
  expect(shortJobMessage("Job was intentionally stopped.")).toBe("Job was intentionally stopped.");
  expect(shortJobMessage("")).toBe("");
});
