import { defineConfig } from "vitest/config";

export default defineConfig({ test: { include: ["test/streams/conformance.suite.ts"] } });
