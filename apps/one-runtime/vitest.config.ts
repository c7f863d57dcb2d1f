import { defineConfig } from "vitest/config";

// The tests install, build and start processes; a limit only ends what hangs.
export default defineConfig({ test: { testTimeout: 300_000, hookTimeout: 60_000 } });
