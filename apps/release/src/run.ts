import { spawn } from "node:child_process";
import { once } from "node:events";

/** Runs a program and gives what it said on both streams; rejects with that when it fails. */
export const run = async (
  file: string,
  args: ReadonlyArray<string>,
  options: { readonly cwd: string; readonly env?: Readonly<Record<string, string>> },
): Promise<string> => {
  const child = spawn(file, args, {
    cwd: options.cwd,
    env: { ...process.env, NO_COLOR: "1", ...options.env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let said = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk: Buffer) => (said += chunk.toString()));
  const [code] = (await once(child, "close")) as [number | null];
  if (code !== 0) throw new Error(`${file} ${args.join(" ")} ended with ${code} in ${options.cwd}:\n${said}`);
  return said;
};

// The pnpm that runs this, which npx fetched: to ask npx again would need the registry.
const execPath = process.env["npm_execpath"] ?? "";
const [pnpmFile, pnpmFirst] = /pnpm[^/\\]*$/.test(execPath) ? [execPath, []] : ["npx", ["-y", "pnpm@12.21.0"]];

/** Runs the repository's pnpm. */
export const pnpm = (args: ReadonlyArray<string>, cwd: string): Promise<string> =>
  run(pnpmFile, [...pnpmFirst, ...args], { cwd });
