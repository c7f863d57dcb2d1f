/** The help of every command and every message of the source in the words of the voice guide, and in one form. */
import { globSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { Command, Option } from "commander";
import { describe, expect, test } from "vitest";
import { forbiddenWords } from "../../release/src/words/forbidden-words.ts";
import { sourceComments, sourceMessages } from "../../release/src/words/source-prose.ts";
import { overview, program } from "../src/program.ts";
import { everyCommand, unusedCli, withChildren } from "./every-command.ts";

test("a named command of ray is the only one that is made, and the same as among all", async () => {
  const ray = (all: Command): Command => all.commands.find((command) => command.name() === "ray")!;
  const named = ray(await program(unusedCli)).commands.map((command) => command.name());
  expect(named.length).toBeGreaterThan(15);
  for (const name of named) {
    expect(ray(await program(unusedCli, "ray", name)).commands.map((command) => command.name())).toEqual([name]);
  }
  expect(ray(await program(unusedCli, "ray", "unknown")).commands).toHaveLength(named.length);
});

test("the list of all commands, which needs none of them, is that of the whole command line", async () => {
  expect(helpOf(overview())).toBe(helpOf(await program(unusedCli)));
});

const commands = await everyCommand();
const leaves = commands.filter(([, command]) => command.commands.length === 0);

/** The help as `--help` prints it. */
const helpOf = (command: Command, width = 100): string => {
  let text = "";
  command.configureOutput({ writeOut: (part) => (text += part), getOutHelpWidth: () => width });
  command.outputHelp();
  return text;
};

/** The lines below `Example:` or `Examples:`. */
const examplesOf = (command: Command): ReadonlyArray<string> =>
  (helpOf(command).split(/\nExamples?:\n/)[1] ?? "").split("\n").filter((line) => line.trim() !== "");

/** The words of a command line with single quotes at most. */
const wordsOf = (line: string): ReadonlyArray<string> =>
  Array.from(line.matchAll(/'([^']*)'|(\S+)/g), ([, quoted, bare = ""]) => quoted ?? bare);

const listed = (file: string, text: string): ReadonlyArray<string> =>
  forbiddenWords(text).map(({ line, found, say }) => `${file}:${line}: "${found}" (write: ${say})`);

describe.each(commands)("%s --help", (path, command) => {
  test("has no forbidden phrase", () => {
    expect(listed(path, helpOf(command))).toEqual([]);
  });

  test("fits a terminal of 80 columns", () => {
    const long = helpOf(command, 80)
      .split("\n")
      .filter((line) => line.length > 80);
    expect(long).toEqual([]);
  });

  test("describes every command and option as a sentence without a full stop", () => {
    const descriptions = [
      command.summary() || command.description(),
      ...command.options.map(({ description }) => description),
    ];
    for (const text of descriptions) expect(text).toMatch(/^[A-Z].*[^.\s]$/);
  });

  test("shows each default once and in one form", () => {
    const { optionDescription } = command.configureHelp();
    for (const option of command.options as ReadonlyArray<Option>) {
      const text = optionDescription?.(option) ?? "no description";
      const defaults = text.match(/\bdefault\b(?! excludes)/g) ?? [];
      expect(defaults, text).toHaveLength(/\((?:[^()]*; )?default(?:: [^()]+)?\)$/.test(text) ? 1 : 0);
      if (option.defaultValue !== undefined && option.required)
        expect(text).toContain(`default: ${option.defaultValue}`);
    }
  });
});

test.each(leaves)("%s has examples, which parse", async (path, command) => {
  const examples = examplesOf(command);
  expect(examples.length).toBeGreaterThan(0);
  for (const example of examples) {
    const line = example
      .trim()
      .replace(/^source <\((.*)\)$/, "$1")
      .replace(/ [>|] .+$/, "");
    expect(line.startsWith(path)).toBe(true);
    let parsed = 0;
    const fresh = await program(unusedCli);
    for (const leaf of withChildren(fresh))
      leaf.action(() => void (parsed += 1)).configureOutput({ writeErr: () => {} });
    await fresh.parseAsync(wordsOf(line).slice(1), { from: "user" });
    expect(parsed).toBe(1);
  }
});

const folder = fileURLToPath(new URL("../src", import.meta.url));
test.each(globSync("**/*.ts", { cwd: folder }))("%s has no forbidden phrase in messages and comments", (file) => {
  const source = readFileSync(`${folder}/${file}`, "utf8");
  expect([...listed(file, sourceMessages(source)), ...listed(file, sourceComments(source))]).toEqual([]);
});
