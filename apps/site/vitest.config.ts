import { defineConfig } from "vitest/config";

// Most tests start programs; a limit only ends what hangs.
export default defineConfig({ test: { testTimeout: 120_000, hookTimeout: 120_000 } });
