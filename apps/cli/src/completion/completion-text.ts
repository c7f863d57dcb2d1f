import { hiddenCharacters } from "@jobwire/core/adapter-parts";
import type { Candidate, Candidates } from "./candidate.ts";

/** The shells with a completion script. */
export const shells = ["bash", "zsh", "fish"] as const;

/** One of {@link shells}. */
export type Shell = (typeof shells)[number];

/** A description on one short line, without characters that a terminal could obey. */
const shown = (description: string): string => {
  const line = description.replaceAll("\n", " ").replace(hiddenCharacters, "");
  return line.length > 70 ? `${line.slice(0, 69)}…` : line;
};

const forBash = (word: string, written: string): string => {
  // Bash replaces only what follows the last of these characters in a word.
  const at = Math.max(written.lastIndexOf(":"), written.lastIndexOf("="));
  return word.slice(at + 1);
};

const lineFor: Readonly<Record<Shell, (candidate: Candidate, written: string) => string>> = {
  bash: ({ word }, written) => forBash(word, written),
  zsh: ({ word, description }) => `${word.replaceAll(":", "\\:")}${description === "" ? "" : `:${shown(description)}`}`,
  fish: ({ word, description }) => `${word}${description === "" ? "" : `\t${shown(description)}`}`,
};

/** The text that a completion script reads: `files` or `words`, then a line for each word that begins with what is written. */
export const completionText = (shell: Shell, found: Candidates, before: string, word: string): string => {
  if (found === "files") return "files\n";
  const written = before + word;
  const lines = found
    .map((candidate) => ({ ...candidate, word: before + candidate.word }))
    .filter((candidate) => candidate.word.startsWith(written))
    .map((candidate) => lineFor[shell](candidate, written));
  return ["words", ...lines, ""].join("\n");
};
