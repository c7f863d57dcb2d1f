import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";

/** A runtime to measure. */
export type Runtime = "node" | "bun" | "deno";

/** All runtimes to measure. */
const runtimes: ReadonlyArray<Runtime> = ["node", "bun", "deno"];

const root = fileURLToPath(new URL("../../..", import.meta.url));

/** The command of each runtime. All run the same programs, and `jobwire` picks the adapter. */
export const commandOf: Readonly<Record<Runtime, readonly [file: string, ...args: ReadonlyArray<string>]>> = {
  node: [process.execPath],
  bun: [`${root}node_modules/.bin/bun`],
  deno: [`${root}node_modules/.bin/deno`, "run", "-A", "--config", `${root}deno.built.jsonc`],
};

/** The version that a runtime reports about itself. */
export const versionOf = (runtime: Runtime): string => {
  const [text = ""] = execFileSync(commandOf[runtime][0], ["--version"], { encoding: "utf8" }).split("\n");
  return /\d+\.\d+\.\d+/.exec(text)?.[0] ?? text;
};

/** Reads runtimes separated by commas, as in `node,bun`. Throws when a name is not a runtime. */
export const parseRuntimes = (text: string): ReadonlyArray<Runtime> =>
  text.split(",").map((name) => {
    const found = runtimes.find((runtime) => runtime === name);
    if (found === undefined)
      throw new TypeError(`--runtime: ${JSON.stringify(name)} is not one of ${runtimes.join(", ")}`);
    return found;
  });
