import { defineConfig } from "vitest/config";

// The tests start processes; a limit only ends what hangs.
export default defineConfig({ test: { include: ["test/**/*.test.ts"], testTimeout: 120_000, hookTimeout: 60_000 } });
