/** Every program and command line of the pages runs as shown, on each runtime that it names, against reference servers. */
import { existsSync, globSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { repository } from "../src/repository.ts";
import { allSnippets } from "../src/snippets/all-snippets.ts";
import { isShell, programs, shown } from "../src/snippets/languages.ts";
import type { Snippet } from "../src/snippets/read-snippets.ts";
import { runnableLines, runSnippet } from "../src/snippets/run-snippet.ts";
import { runtimesOf } from "../src/snippets/runtimes-of.ts";
import { makeCommands } from "../src/snippets/snippet-folder.ts";

const snippets = allSnippets();
const at = ({ page, line }: Snippet): string => `${page}:${line}`;

/** The commands of an example start its files, which its own test does. */
const isOfExample = (snippet: Snippet): boolean => snippet.page.startsWith("examples/") && isShell(snippet.language);
/** Written from the help of the commands; `command-lines.test.ts` compares its lines with that help. */
const isGenerated = ({ page }: Snippet): boolean => page.endsWith("/cli.md");

const runs = snippets
  .filter(({ language, noRun, testedBy }) => programs.has(language) && noRun === undefined && testedBy === undefined)
  .filter((snippet) => !isOfExample(snippet) && !isGenerated(snippet))
  .filter((snippet) => !isShell(snippet.language) || runnableLines(snippet.code).length > 0)
  .flatMap((snippet) =>
    (isShell(snippet.language) ? (["node"] as const) : runtimesOf(snippet)).map((runtime) => ({ snippet, runtime })),
  )
  .map(({ snippet, runtime }) => ({
    snippet,
    runtime,
    name: `${at(snippet)} ${isShell(snippet.language) ? "sh" : runtime}`,
  }));

let bin = "";
beforeAll(() => {
  bin = makeCommands();
  // The jobs of the reference servers find the same commands.
  process.env["PATH"] = `${bin}:${process.env["PATH"]}`;
});

describe.concurrent("runs", () => {
  test.each(runs)("$name", async ({ snippet, runtime }) => {
    const others = snippets.filter((other) => other.page === snippet.page && other !== snippet);
    const run = await runSnippet(snippet, runtime, { bin, others, limitMs: 60_000 });
    expect(run.code, `${run.stdout}\n${run.stderr}`).toBe(snippet.exit);
    const next = snippets[snippets.indexOf(snippet) + 1];
    if (next?.page === snippet.page && next.language === "text" && next.file === "output")
      expect(run.stdout).toBe(next.code);
  });
});

test("every fence has a known language", () => {
  const unknown = snippets.filter(({ language }) => !programs.has(language) && !shown.has(language));
  expect(unknown.map((snippet) => `${at(snippet)} ${snippet.language}`)).toEqual([]);
});

test.each(snippets.filter(({ testedBy }) => testedBy !== undefined))(
  "$page:$line is run by $testedBy",
  ({ page, testedBy = "" }) => {
    expect(existsSync(join(repository, testedBy))).toBe(true);
    expect(readFileSync(join(repository, testedBy), "utf8")).toContain(page.split("/").at(-1));
  },
);

test.each([...new Set(snippets.filter(isOfExample).map(({ page }) => page))])(
  "the example of %s has a test",
  (page) => {
    const folder = join(repository, dirname(page));
    expect(globSync("{test/**/*.test.ts,*.test.ts}", { cwd: folder }).length, folder).toBeGreaterThan(0);
  },
);

test("few programs do not run", () => {
  const reasons = snippets.filter(({ noRun }) => noRun !== undefined).map((one) => `${at(one)}: ${one.noRun}`);
  console.log(`${runs.length} runs of snippets; not run:\n${reasons.join("\n")}`);
  expect(reasons.length).toBeLessThan(runs.length / 8);
});
