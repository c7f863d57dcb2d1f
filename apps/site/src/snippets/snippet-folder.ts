import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { makeKeys } from "./make-keys.ts";
import { home, repository } from "../repository.ts";

const parent = join(home, ".tmp/snippets");

const executable = (file: string, text: string): void => writeFileSync(file, text, { mode: 0o755 });

/**
 * Makes the keys of the pages, and the folder with the commands that pages start by name: `jobwire` of this repository, Node, Bun and
 * Deno, and a `python` that prints a line for a script that does not exist here, such as the `train.py` of a page.
 */
export const makeCommands = (): string => {
  const bin = join(parent, "bin");
  rmSync(parent, { recursive: true, force: true });
  mkdirSync(bin, { recursive: true });
  makeKeys(join(parent, "keys"));
  const started = {
    jobwire: [process.execPath, join(repository, "apps/cli/dist/main.js")],
    node: [process.execPath],
    bun: [join(repository, "node_modules/bun/bin/bun.exe")],
    deno: [join(repository, "node_modules/deno/deno")],
  };
  for (const [name, command] of Object.entries(started)) {
    executable(join(bin, name), `#!/bin/sh\nexec ${command.map((word) => `"${word}"`).join(" ")} "$@"\n`);
  }
  executable(join(bin, "python"), '#!/bin/sh\nif [ -e "$1" ]; then exec python3 "$@"; fi\necho "$@"\n');
  return bin;
};

/** A folder from which programs import packages as in a project that installed them, with the files that pages name. */
export const makeFolder = (
  files: Readonly<Record<string, string>>,
): { readonly path: string; readonly remove: () => void } => {
  mkdirSync(parent, { recursive: true });
  const path = mkdtempSync(join(parent, "run-"));
  cpSync(join(home, "test/snippet-files"), path, { recursive: true });
  cpSync(join(parent, "keys"), path, { recursive: true });
  mkdirSync(join(path, "home"), { recursive: true });
  for (const [name, text] of Object.entries(files)) writeFileSync(join(path, name), text);
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
};

/** The environment of a program: nothing of the caller's but PATH. */
export const environmentIn = (folder: string, bin: string): Readonly<Record<string, string>> => ({
  PATH: `${bin}${delimiter}${process.env["PATH"] ?? ""}`,
  HOME: join(folder, "home"),
  DENO_DIR: join(parent, "deno"),
  KEY_PASSPHRASE: "hush",
  LANG: "C.UTF-8",
  NO_COLOR: "1",
});
