import { spawn } from "node:child_process";
import { once } from "node:events";
import { join, resolve } from "node:path";
import { root } from "./workspace.ts";

/** Runs a command in a folder of the repository with this process's streams. Resolves with its exit code. */
export const runVisibly = async ([file = "", ...args]: ReadonlyArray<string>, folder = "."): Promise<number> => {
  const child = spawn(file, args, { cwd: join(root, folder), stdio: "inherit" });
  const [code] = (await once(child, "exit")) as [number | null];
  return code ?? 1;
};

/**
 * Runs a command in a folder of the repository, or in another by its absolute path. Resolves with the output of both streams, and
 * rejects with it when the command fails. `env` is its whole environment; default: that of this process.
 */
export const runQuietly = async (
  [file = "", ...args]: ReadonlyArray<string>,
  folder: string,
  env: Readonly<Record<string, string | undefined>> = process.env,
): Promise<string> => {
  const child = spawn(file, args, { cwd: resolve(root, folder), env, stdio: ["ignore", "pipe", "pipe"] });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (piece: string) => (output += piece));
  }
  const [code] = (await once(child, "close")) as [number | null];
  if (code !== 0) throw new Error(`"${[file, ...args].join(" ")}" ended with ${code} in ${folder}:\n${output}`);
  return output;
};
