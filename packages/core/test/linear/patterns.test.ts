/** Every regular expression of the shipped code is listed, and takes linear time for any text. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { hiddenCharacters } from "../../src/http/hidden-characters.ts";
import { growsTooFast } from "../support/growth.ts";
import { regexLiterals } from "../support/regex-literals.ts";
import { listedPatterns } from "./listed-patterns.ts";

const root = fileURLToPath(new URL("../../../..", import.meta.url));
const folders = ["core", "node-shared", "node", "bun", "deno", "browser", "jobwire", "gateway"].map(
  (name) => `packages/${name}/src`,
);

const sources = [...folders, "apps/cli/src", "apps/console/src"]
  .filter((folder) => existsSync(root + folder))
  .flatMap((folder) =>
    readdirSync(root + folder, { recursive: true, encoding: "utf8" })
      .filter((name) => /\.tsx?$/.test(name) && !name.includes("generated"))
      .map((name) => ({ name: `${folder}/${name}`, code: readFileSync(`${root}${folder}/${name}`, "utf8") })),
  );
const patterns = sources.flatMap(({ code }) => regexLiterals(code.replace(/^#!.*/, "")));
const distinct = [...new Set(patterns)].toSorted();

const toRegExp = (literal: string): RegExp => {
  const slash = literal.lastIndexOf("/");
  return new RegExp(literal.slice(1, slash), literal.slice(slash + 1));
};

/** Characters that a pattern may run over, with those that it names itself. */
const unitsOf = (literal: string): ReadonlyArray<string> => {
  const source = literal.slice(1, literal.lastIndexOf("/"));
  const own = source.replace(/\\[a-z]|[\^$*+?()[\]{}|\\]/gi, "").slice(0, 40);
  const words = source.split(/\\[a-z]|[^\w :<>'-]/i).filter((word) => word.length > 1);
  return [
    ...new Set([
      ...Array.from(" \n0aA\"'\\/.-_=&%<{[(:;,…\u001b"),
      ...Array.from(own),
      ...words.slice(0, 8),
      " \n",
      "a ",
      "0.",
      "1e",
      "a.",
      'a"',
      "\\\\",
    ]),
  ];
};

/** Texts of about this many units that may cost a pattern much time: long runs with an end that does not match. */
const hostile = (literal: string): ReadonlyArray<(units: number) => string> => {
  const source = literal.slice(1, literal.lastIndexOf("/"));
  const start = /^\^?([\w :<"']{2,})/.exec(source)?.[1] ?? "";
  return unitsOf(literal).flatMap((unit) => {
    const run = (units: number): string => unit.repeat(Math.ceil(units / unit.length));
    return [(units: number) => `${start}${run(units)}\u0000`, (units: number) => `x${run(units)}x`];
  });
};

describe("the regular expressions of the shipped code", () => {
  it("are listed", () => {
    expect(distinct.filter((literal) => !listedPatterns.includes(literal))).toEqual([]);
    expect(listedPatterns.filter((literal) => !distinct.includes(literal))).toEqual([]);
  });

  it.each(["\u200d", "👩\u200d", "\u200c", "❤\ufe0f", "\ufe0f", "葛\u{e0100}", "\u{e0100}", "\u001b[", "क\u200d"])(
    "find hidden characters in time in proportion to the text: %j",
    (unit) => {
      const slow = growsTooFast((units) => {
        const text = unit.repeat(Math.ceil(units / unit.length));
        return () => text.replace(hiddenCharacters, "?");
      });
      expect(slow).toBeUndefined();
    },
  );

  it("are not made at run time, except those of hidden characters, measured below", () => {
    const making = sources.filter(({ code }) => code.includes("new RegExp(")).map(({ name }) => name);
    expect(making.toSorted()).toEqual(["packages/core/src/http/hidden-characters.ts"]);
  });

  for (const literal of distinct) {
    it(`take time in proportion to the text: ${literal}`, () => {
      for (const text of hostile(literal)) {
        const slow = growsTooFast((units) => {
          const subject = text(units);
          return () => {
            const pattern = toRegExp(literal);
            if (pattern.global) subject.replace(pattern, "");
            else pattern.test(subject);
          };
        });
        expect(slow, JSON.stringify(text(20))).toBeUndefined();
      }
    });
  }
});
