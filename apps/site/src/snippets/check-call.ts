import { execFile } from "node:child_process";
import { join } from "node:path";
import { repository } from "../repository.ts";

const main = join(repository, "apps/cli/dist/main.js");
const helps = new Map<string, Promise<string>>();

const helpOf = (words: ReadonlyArray<string>): Promise<string> => {
  const key = words.join(" ");
  const known =
    helps.get(key) ??
    new Promise<string>((resolve) => {
      execFile(process.execPath, [main, ...words, "--help"], { env: { NO_COLOR: "1" } }, (_, stdout, stderr) =>
        resolve(stdout + stderr),
      );
    });
  helps.set(key, known);
  return known;
};

/** The commands and flags of a `jobwire` call that its help does not list. */
export const unknownIn = async (args: ReadonlyArray<string>): Promise<ReadonlyArray<string>> => {
  const own = args.includes("--") ? args.slice(0, args.indexOf("--")) : args;
  const firstFlag = own.findIndex((word) => word.startsWith("-"));
  const words = (firstFlag === -1 ? own : own.slice(0, firstFlag)).filter((word) => /^[a-z][a-z-]*$/.test(word));
  if (words.includes("help")) return [];
  const help = await helpOf(words.slice(0, 4));
  const usage = /Usage: jobwire ?([^\n]*)/.exec(help)?.[1] ?? "";
  const path = usage.split(" ").filter((word) => /^[a-z][a-z-]*$/.test(word));
  const wrong = usage.includes("[command]") && words.length > path.length ? [words[path.length] ?? ""] : [];
  const flags = own.filter((word) => /^--?[a-z]/.test(word)).map((flag) => flag.replace(/=.*$/, ""));
  const listed = (flag: string): boolean => new RegExp(`(?<![\\w-])${flag}(?![\\w-])`).test(help);
  return [...wrong, ...flags.filter((flag) => flag !== "--help" && !listed(flag))];
};
