import { expect, test } from "vitest";
import { cases } from "../src/cases/index.ts";
import { requirements } from "../src/manifest/index.ts";
import { applyKnownFailures } from "../src/runner/apply-known-failures.ts";
import type { CellResult, RuntimeResult } from "../src/runner/cell-result.ts";
import { checkManifest } from "../src/runner/check-manifest.ts";
import { programChecks } from "../src/runner/program-checks.ts";

const all = [...cases, ...programChecks];

test("every requirement is cited, and every citation is a requirement", () => {
  expect(checkManifest(requirements, all)).toEqual([]);
});

test("more than 500 cases show more than 200 requirements, as README.md says", () => {
  expect(all.length).toBeGreaterThan(500);
  expect(requirements.length).toBeGreaterThan(200);
});

test("an uncited requirement, an unknown citation and a duplicate are reported", () => {
  const uncited = { id: "ray/r1/nobody-shows-this", promise: "It floats.", source: "R1" };
  const stranger = { id: "ray/tail/stranger", cites: ["ray/r1/never-promised"] };
  expect(checkManifest([...requirements, uncited], [...all, stranger, ...all.slice(0, 1)])).toEqual([
    `case ${all[0]?.id} exists twice`,
    "no case cites the requirement ray/r1/nobody-shows-this",
    "case ray/tail/stranger cites ray/r1/never-promised, which is not a requirement",
  ]);
});

test("a known failure does not count as a failure, and one that passes is stale", () => {
  const cell = { case: "ray/cut/reset", cites: ["ray/r1/cut-anywhere"], transport: "http", ms: 1 } as const;
  const ran = (state: CellResult): ReadonlyArray<RuntimeResult> => [{ id: "bun", version: "1", cells: [state], ms: 1 }];
  const known = [{ case: "ray/cut/reset", transport: "http", runtime: "bun", why: "its sockets" }] as const;
  const failed = applyKnownFailures(known, ran({ ...cell, state: "failed", error: "no" }));
  expect(failed.stale).toEqual([]);
  expect(failed.runtimes[0]?.cells[0]).toMatchObject({ state: "known-failure", why: "its sockets" });
  const passed = applyKnownFailures(known, ran({ ...cell, state: "passed" }));
  expect(passed.stale).toEqual([
    "known failure ray/cut/reset by http in bun did not fail: remove it from src/known-failures.ts",
  ]);
  const elsewhere = [{ ...known[0], runtime: "deno" }];
  expect(applyKnownFailures(elsewhere, ran({ ...cell, state: "passed" })).stale).toEqual([]);
});
