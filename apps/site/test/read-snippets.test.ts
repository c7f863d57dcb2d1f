import { expect, test } from "vitest";
import { pageSummary, pageTitle } from "../src/page.ts";
import { commandLines, isInstall, jobwireCalls, repositoryScript } from "../src/snippets/command-lines.ts";
import { readSnippets } from "../src/snippets/read-snippets.ts";
import { runtimesOf } from "../src/snippets/runtimes-of.ts";

const fence = (info: string, code = "x;"): string => `# A\n\n\`\`\`${info}\n${code}\n\`\`\`\n`;

test("a fence has a line, a language, a program and what its words mean", () => {
  expect(readSnippets("a.md", fence("ts given=cluster,job file=a.ts exit=2"))).toEqual([
    { page: "a.md", line: 3, language: "ts", code: "x;\n", given: ["cluster", "job"], file: "a.ts", exit: 2 },
  ]);
  expect(readSnippets("a.md", fence("ts given=job no-run: it needs a moon"))).toMatchObject([
    { given: ["job"], noRun: "it needs a moon" },
  ]);
  expect(readSnippets("a.md", `- a list\n\n  \`\`\`sh\n  ls\n    more\n  \`\`\`\n`)).toMatchObject([
    { language: "sh", code: "ls\n  more\n" },
  ]);
});

test.each(["no-run", "norun: x", "given", "exti=1", "tested-by"])("%s is no word of a fence", (word) => {
  expect(() => readSnippets("a.md", fence(`ts ${word}`))).toThrow(/a\.md:3: unknown word/);
});

test("the imports name the runtimes, unless the fence does", () => {
  const runtimes = (code: string, on?: ReadonlyArray<string>) =>
    runtimesOf({ code, ...(on === undefined ? {} : { on }) });
  expect(runtimes('import { ray } from "jobwire";')).toEqual(["node", "bun", "deno"]);
  expect(runtimes('import { Ray } from "jobwire/effect";')).toEqual(["node", "bun", "deno"]);
  expect(runtimes('import { ray } from "@jobwire/deno";')).toEqual(["deno"]);
  expect(runtimes("Bun.serve({});")).toEqual(["bun"]);
  expect(runtimes('import { ray } from "jobwire";', ["bun"])).toEqual(["bun"]);
  expect(runtimes('import { ray } from "jobwire";\nimport { test } from "vitest";')).toEqual(["node"]);
});

test("command lines are joined, and their comments are left out", () => {
  expect(commandLines("# first\nls -l \\\n  -a   # all\n\necho 'a#b'\n")).toEqual(["ls -l -a", "echo 'a#b'"]);
  expect(["npm install x", "deno add jsr:x", "bun first.ts", "npm test"].filter(isInstall)).toHaveLength(2);
  expect(repositoryScript("npx -y pnpm@12.21.0 run build")).toBe("build");
  expect(repositoryScript("npm run build")).toBeUndefined();
  expect(jobwireCalls('ID=$(jobwire ray submit --no-wait -- echo "a b"); jobwire ray logs "$ID" > log')).toEqual([
    ["ray", "submit", "--no-wait", "--", "echo", '"a b"'],
    ["ray", "logs", '"$ID"', "log"],
  ]);
});

test("a page has a title and a first sentence", () => {
  const page = { path: "a.md", text: "# Use `x`\n\n```ts\nno.\n```\n\n| no |\n\nA [link](b.md) to\n`it`. More.\n" };
  expect(pageTitle(page)).toBe("Use x");
  expect(pageSummary(page)).toBe("A link to it.");
  expect(() => pageTitle({ path: "a.md", text: "x" })).toThrow(/a\.md has no heading/);
});
