import { defineConfig } from "vitest/config";

// Tests wait for conditions; a limit only ends a run that hangs, so it is far above what a loaded machine needs.
export default defineConfig({ test: { testTimeout: 90_000, hookTimeout: 60_000 } });
