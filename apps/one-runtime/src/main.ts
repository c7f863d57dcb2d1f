/**
 * The root's tasks on a machine with only Bun or only Deno: `bun run demo`, `bun run test`, `deno task demo`, and so on. Node has
 * turbo for them, which needs pnpm. The builds and the tests are the same; only what starts them is another program.
 */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { build } from "./build.ts";
import { runVisibly } from "./run.ts";
import { currentRuntime, type Runtime } from "./runtime.ts";
import { testedPackages, testPackages } from "./test-packages.ts";
import { root } from "./workspace.ts";

const install = async (runtime: Runtime): Promise<void> => {
  const isInstalled = existsSync(join(root, "node_modules"));
  if (runtime.name === "bun") {
    if (!isInstalled) throw new Error('The packages are not installed. Run "bun install" first.');
    return;
  }
  // Deno would replace what pnpm or Bun installed.
  if (isInstalled && !existsSync(join(root, "node_modules/.deno"))) return;
  if ((await runVisibly([process.execPath, "install", "--quiet"])) !== 0) throw new Error('"deno install" failed.');
};

/** Each resolves with the exit code. */
const tasks: Readonly<Record<string, (runtime: Runtime, args: ReadonlyArray<string>) => Promise<number>>> = {
  build: async (runtime) => {
    await build(runtime, testedPackages(runtime));
    return 0;
  },
  demo: async (runtime) => {
    await build(runtime, ["jobwire", "@jobwire/testing"]);
    return runVisibly(runtime.file("apps/cli/src/demo.ts"));
  },
  jobwire: async (runtime, args) => {
    await build(runtime, ["@jobwire/cli"]);
    return runVisibly(runtime.file("apps/cli/dist/main.js", ...args));
  },
  test: async (runtime) => {
    await build(runtime, testedPackages(runtime));
    return testPackages(runtime);
  },
};

const [name = "", ...args] = process.argv.slice(2);
const runtime = currentRuntime();
const task = tasks[name];
try {
  if (runtime === undefined) {
    throw new Error('This program runs on Bun and on Deno. On Node, run the root script: "npx -y pnpm@12.21.0 demo".');
  }
  if (task === undefined) throw new Error(`"${name}" is no task. The tasks are ${Object.keys(tasks).join(", ")}.`);
  await install(runtime);
  process.exitCode = await task(runtime, args);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
