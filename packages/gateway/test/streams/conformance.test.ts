import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { promisify } from "node:util";
import { beforeAll, describe, expect, test } from "vitest";
import { leftOut, namesOf, run, suiteName } from "./conformance-table.ts";

/** What vitest writes of its tests as JSON. */
interface Report {
  readonly testResults: ReadonlyArray<{
    readonly message: string;
    readonly assertionResults: ReadonlyArray<{
      readonly ancestorTitles: ReadonlyArray<string>;
      readonly title: string;
      readonly status: string;
      readonly failureMessages?: ReadonlyArray<string>;
    }>;
  }>;
}

const results = new Map<string, string>();

// In a vitest of its own: the tests that are left out are skipped there, and this project has no skipped tests.
beforeAll(async () => {
  const folder = await mkdtemp(join(tmpdir(), "jobwire-streams-"));
  try {
    const file = join(folder, "report.json");
    const args = ["run", "--config", "vitest.streams.config.ts", "--reporter=json", `--outputFile=${file}`];
    // Its exit code is in the report, too.
    await promisify(execFile)(process.execPath, ["node_modules/vitest/vitest.mjs", ...args]).catch(() => undefined);
    const report = JSON.parse(await readFile(file, "utf8")) as Report;
    for (const { message, assertionResults } of report.testResults) {
      expect(message).toBe("");
      for (const { ancestorTitles, title, status, failureMessages = [] } of assertionResults) {
        const name = [...ancestorTitles.filter((one) => one !== suiteName && one !== ""), title].join(" > ");
        results.set(name, status === "failed" ? failureMessages.join("\n") : status);
      }
    }
  } finally {
    await rm(folder, { recursive: true });
  }
}, 600_000);

describe(suiteName, () => {
  test.each(namesOf(run))("%s", (name) => {
    expect(results.get(name)).toBe("passed");
  });

  test("every test of the package is run or left out with a reason", () => {
    const names = [...namesOf(run), ...leftOut.flatMap(({ tests }) => namesOf(tests))];
    expect([...results.keys()].toSorted()).toEqual(names.toSorted());
  });
});
