import { join } from "node:path";
import { home } from "../repository.ts";
import { errorCall } from "./error-call.ts";
import { givenLines } from "./given.ts";
import { commandLines, isInstall, repositoryScript } from "./command-lines.ts";
import { isShell } from "./languages.ts";
import type { Snippet } from "./read-snippets.ts";
import { type ProgramRun, runProgram } from "./run-program.ts";
import type { Runtime } from "./runtimes-of.ts";
import { startServers } from "./servers.ts";
import { environmentIn, makeFolder } from "./snippet-folder.ts";

const vitest = join(home, "node_modules/vitest/vitest.mjs");

const commandOf = (runtime: Runtime, code: string, file: string, folder: string): ReadonlyArray<string> => {
  if (code.includes('from "vitest"')) return ["node", vitest, "run", file, "--root", folder, "--testTimeout", "30000"];
  if (code.includes('from "bun:test"')) return ["bun", "test", file];
  return { node: ["node", file], bun: ["bun", file], deno: ["deno", "run", "-A", "--no-lock", file] }[runtime];
};

/** The program of a page with what it takes as given, and with the call of its function. */
const wholeProgram = ({ given, code, handler }: Snippet): string =>
  givenLines(given) + code + (handler === undefined ? "" : errorCall(handler, code));

/** The lines of a shell snippet that run: those that install packages or start a script of this repository do not. */
export const runnableLines = (code: string): ReadonlyArray<string> =>
  commandLines(code).filter((line) => !isInstall(line) && repositoryScript(line) === undefined);

/** Runs a snippet on servers of its own. `others` are the named programs of its page, which its command lines start. */
export const runSnippet = async (
  snippet: Snippet,
  runtime: Runtime,
  options: { readonly bin: string; readonly others: ReadonlyArray<Snippet>; readonly limitMs: number },
): Promise<ProgramRun> => {
  const shell = isShell(snippet.language);
  const named = options.others.filter(({ file }) => file !== undefined);
  const program = shell ? `set -e\n${runnableLines(snippet.code).join("\n")}\n` : wholeProgram(snippet);
  const servers = await startServers([program, ...named.map(({ code }) => code)].join("\n"));
  const test = /from "(?:vitest|bun:test)"/.test(snippet.code) ? ".test" : "";
  const name = snippet.file ?? `program${test}.${snippet.language}`;
  const files = Object.fromEntries([
    ...named.map((other) => [other.file ?? "", servers.replace(wholeProgram(other))]),
    [shell ? "commands.sh" : name, servers.replace(program)],
  ]) as Record<string, string>;
  const folder = makeFolder(files);
  try {
    const command = shell ? ["/bin/bash", "commands.sh"] : commandOf(runtime, snippet.code, name, folder.path);
    const env = { ...environmentIn(folder.path, options.bin), ...servers.env };
    return await runProgram(command, { cwd: folder.path, env, limitMs: options.limitMs });
  } finally {
    folder.remove();
    await servers.close();
  }
};
