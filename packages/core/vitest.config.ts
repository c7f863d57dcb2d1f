import { defineConfig } from "vitest/config";

// One suite, three runtimes: see the test:* scripts of package.json.
export default defineConfig({ test: { include: ["test/**/*.test.ts"], testTimeout: 60_000, maxWorkers: "100%" } });
