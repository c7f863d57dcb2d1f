import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import type { ProgramCommand } from "./run-program.ts";
import type { RuntimeId } from "./runtime-id.ts";

const require = createRequire(import.meta.url);
const inPackage = (name: string, path: string): string => join(dirname(require.resolve(`${name}/package.json`)), path);
const program = (name: string): string => fileURLToPath(new URL(`../programs/${name}.js`, import.meta.url));
/** A configuration with which Deno runs the built packages, as in a program that installed them. */
export const builtConfig: string = fileURLToPath(new URL("../../../../deno.built.jsonc", import.meta.url));

/** How to start the program of a runtime with processes: each is a pinned package, whatever else is installed. */
export const commandOf = (id: Exclude<RuntimeId, "chromium">): ProgramCommand => {
  const common = { id, endsByItself: true };
  switch (id) {
    case "node22":
    case "node24":
    case "node26":
      return { ...common, command: inPackage(id, "bin/node"), args: (url) => ["--expose-gc", program("node"), url] };
    case "bun":
      return { ...common, command: inPackage("bun", "bin/bun.exe"), args: (url) => [program("bun"), url] };
    case "deno":
      return {
        ...common,
        command: inPackage("deno", "deno"),
        args: (url) => [
          "run",
          "--config",
          builtConfig,
          "--allow-all",
          "--no-prompt",
          "--v8-flags=--expose-gc",
          program("deno"),
          url,
        ],
      };
  }
};
