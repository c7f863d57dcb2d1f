import { join } from "node:path";
import { root } from "./workspace.ts";

/** The runtime that runs this program, and its own ways to run other things: nothing here needs Node or a package manager. */
export interface Runtime {
  readonly name: "bun" | "deno";
  /** Runs a script of the `package.json` in the working directory. */
  readonly script: (name: string) => ReadonlyArray<string>;
  /** Runs a TypeScript or JavaScript file. */
  readonly file: (path: string, ...args: ReadonlyArray<string>) => ReadonlyArray<string>;
  /** Runs the tests of the package in the working directory. */
  readonly tests: ReadonlyArray<string>;
}

const vitest = "node_modules/vitest/vitest.mjs";

const bun = (path: string): Runtime => ({
  name: "bun",
  // With --bun, `node` in a script is Bun too.
  script: (name) => [path, "--bun", "run", "--silent", name],
  file: (file, ...args) => [path, file, ...args],
  // Bun cannot run the pool of processes.
  tests: [path, "--bun", vitest, "run", "--pool=threads"],
});

const deno = (path: string): Runtime => ({
  name: "deno",
  script: (name) => [path, "task", "--quiet", name],
  file: (file, ...args) => [path, "run", "--config", join(root, "deno.built.jsonc"), "--allow-all", file, ...args],
  tests: [path, "run", "--allow-all", vitest, "run"],
});

/** The runtime of this process, or `undefined` on Node, where turbo does these tasks. */
export const currentRuntime = (): Runtime | undefined => {
  if (process.versions["bun"] !== undefined) return bun(process.execPath);
  return process.versions["deno"] === undefined ? undefined : deno(process.execPath);
};
