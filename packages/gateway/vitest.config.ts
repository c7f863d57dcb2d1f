import { defineConfig } from "vitest/config";

// Tests wait for conditions, so this only ends a test that hangs, even on a busy machine.
export default defineConfig({ test: { testTimeout: 60_000, hookTimeout: 60_000 } });
