import { configDefaults, defineConfig } from "vitest/config";

/** Visits every state of a pure function for half a minute: Bun and Deno can show nothing new in it. */
const onlyOnNode = ["test/tail/decide/decide.test.ts"];
const isNode = process.versions["bun"] === undefined && process.versions["deno"] === undefined;

// One suite, three runtimes: see the test:* scripts of package.json.
export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    exclude: [...configDefaults.exclude, ...(isNode ? [] : onlyOnNode)],
    testTimeout: 60_000,
    maxWorkers: "100%",
  },
});
