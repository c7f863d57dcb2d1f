import { defineConfig } from "vitest/config";
import { LongestFirst } from "./test/longest-first.ts";

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    // Most of a test is waiting for Ray; the files that would disturb others start heads of their own.
    maxWorkers: 4,
    sequence: { sequencer: LongestFirst },
    testTimeout: 120_000,
    hookTimeout: 120_000,
    reporters: [["default", { summary: false }]],
    // The reason of a failed row is below the table of the matrix.
    chaiConfig: { truncateThreshold: 600 },
  },
});
