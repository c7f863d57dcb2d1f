import { configDefaults, defineConfig } from "vitest/config";

/** Pure functions, which take minutes: they visit every state, or search every text of the clients. Bun and Deno show nothing new. */
const onlyOnNode = [
  "test/redaction/places.test.ts",
  "test/tail/decide/decide.test.ts",
  "test/tail/decide/picture.test.ts",
];
/** Long ones that the engine decides: its stack, its patterns, its text. Deno has Node's engine. */
const onlyOncePerEngine = [
  "test/agent/exactness.test.ts",
  "test/agent/heartbeats.test.ts",
  "test/linear/text-functions.test.ts",
  "test/surface/deep-answers.test.ts",
  "test/tail/restored.property.test.ts",
  "test/tail/tail.property.test.ts",
];
const leftOut =
  process.versions["bun"] !== undefined
    ? onlyOnNode
    : process.versions["deno"] !== undefined
      ? [...onlyOnNode, ...onlyOncePerEngine]
      : [];

// One suite, three runtimes: see the test:* scripts of package.json.
export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    exclude: [...configDefaults.exclude, ...leftOut],
    testTimeout: 60_000,
    maxWorkers: "100%",
  },
});
