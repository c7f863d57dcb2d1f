import { defineConfig } from "vitest/config";

// Tests wait for conditions, so this only ends one that would hang, also on a machine that is busy with other things.
export default defineConfig({ test: { testTimeout: 60_000, hookTimeout: 60_000 } });
