import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { root } from "./workspace.ts";

/** Runs a command in a folder of the repository with this process's streams. Resolves with its exit code. */
export const runVisibly = async ([file = "", ...args]: ReadonlyArray<string>, folder = "."): Promise<number> => {
  const child = spawn(file, args, { cwd: join(root, folder), stdio: "inherit" });
  const [code] = (await once(child, "exit")) as [number | null];
  return code ?? 1;
};

/** Runs a command in a folder of the repository. Rejects with its output when it fails. */
export const runQuietly = async ([file = "", ...args]: ReadonlyArray<string>, folder: string): Promise<void> => {
  const child = spawn(file, args, { cwd: join(root, folder), stdio: ["ignore", "pipe", "pipe"] });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk: Buffer) => (output += chunk.toString()));
  const [code] = (await once(child, "close")) as [number | null];
  if (code !== 0) throw new Error(`"${[file, ...args].join(" ")}" ended with ${code} in ${folder}:\n${output}`);
};
