import { spawn } from "node:child_process";
import { once } from "node:events";

/**
 * Runs a program. Resolves with the output of both streams, and rejects with it when the program fails. With `only`, the program has the
 * variables of `env` and no others. A program that runs for ten minutes is killed.
 */
export const run = async (
  file: string,
  args: ReadonlyArray<string>,
  options: { readonly cwd: string; readonly env?: Readonly<Record<string, string>>; readonly only?: boolean },
): Promise<string> => {
  const child = spawn(file, args, {
    cwd: options.cwd,
    env: { ...(options.only === true ? {} : process.env), NO_COLOR: "1", ...options.env },
    stdio: ["ignore", "pipe", "pipe"],
    timeout: 600_000,
    killSignal: "SIGKILL",
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (piece: string) => (output += piece));
  }
  const [code] = (await once(child, "close")) as [number | null];
  if (code !== 0) throw new Error(`${file} ${args.join(" ")} ended with ${code} in ${options.cwd}:\n${output}`);
  return output;
};

// The pnpm that runs this. Another npx would need the registry.
const execPath = process.env["npm_execpath"] ?? "";
const [pnpmFile, pnpmFirst] = /pnpm[^/\\]*$/.test(execPath) ? [execPath, []] : ["npx", ["-y", "pnpm@12.21.0"]];

/** Runs the repository's pnpm. */
export const pnpm = (args: ReadonlyArray<string>, cwd: string): Promise<string> =>
  run(pnpmFile, [...pnpmFirst, ...args], { cwd });
