import { expect, test } from "vitest";
import { allSnippets } from "../src/snippets/all-snippets.ts";
import { checkTypes } from "../src/snippets/check-types.ts";

const all = allSnippets().filter(({ language }) => language === "ts");
const files = new Set(all.map(({ page, file }) => `${page} ./${file}`));

// A program that imports a file which its page does not show is a file of an example, and checked there.
const programs = all.filter(
  ({ page, code }) =>
    !/from "next"/.test(code) &&
    Array.from(code.matchAll(/from "(\.[^"]*)"/g)).every(([, path = ""]) => files.has(`${page} ${path}`)),
);

test("every TypeScript program of the pages type-checks", async () => {
  expect(programs.length).toBeGreaterThan(70);
  expect(await checkTypes(programs)).toEqual([]);
});

test("a wrong program is reported at its line", async () => {
  const code = 'import { ray } from "jobwire";\n\nray({ adress: "http://127.0.0.1:8265" });\n';
  const [report, ...others] = await checkTypes([{ page: "x.md", line: 10, language: "ts", code, given: [], exit: 0 }]);
  expect(report).toMatch(/^x\.md:13: error TS.*adress/);
  expect(others).toEqual([]);
});
