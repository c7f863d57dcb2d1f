import { defineConfig } from "vitest/config";

// Most tests start processes; a limit only ends what hangs, so it is far above what a loaded machine needs.
export default defineConfig({ test: { testTimeout: 120_000, hookTimeout: 60_000, maxWorkers: "100%" } });
