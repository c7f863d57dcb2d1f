import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Documentation, documentationOf } from "../src/documentation-of.ts";
import { entryPointsOf } from "../src/entry-points.ts";
import { publishedPackages } from "../src/repository.ts";

test("every export and every member that exports lead to has a comment, in all published packages", () => {
  const entries = publishedPackages().flatMap((one) => entryPointsOf(one).map(({ types }) => types));
  const { members, undocumented } = documentationOf([...new Set(entries)]);
  expect(undocumented).toEqual([]);
  // It really read them.
  expect(members).toBeGreaterThan(2_000);
});

/** By a name: `index.d.ts`, the text of `hidden.d.ts` that it may import, and the names without a comment. */
const samples: Readonly<Record<string, { index: string; hidden?: string; found: ReadonlyArray<string> }>> = {
  "a constant": { index: "export declare const a: 1;", found: ["a"] },
  "a function": { index: "export declare function a(): void;", found: ["a"] },
  "a member of an interface": { index: "/** A. */\nexport interface A { readonly b: string }", found: ["A.b"] },
  "a method": { index: "/** A. */\nexport interface A { b(): void }", found: ["A.b"] },
  "a member of a class": { index: "/** A. */\nexport declare class A { get b(): 1; #c }", found: ["A.b"] },
  "no private member": { index: "/** A. */\nexport declare class A { private b: 1; #c }", found: [] },
  "a member whose name is a symbol": {
    index: "/** A. */\nexport interface A { [Symbol.asyncDispose](): Promise<void> }",
    found: ["A.[Symbol.asyncDispose]"],
  },
  "an option of a function": {
    index: "/** A. */\nexport declare const a: (options: { readonly b: 1 }) => void;",
    found: ["a.b"],
  },
  "a member of a result": {
    index: "/** A. */\nexport declare const a: () => Promise<{ readonly b: 1 }>;",
    found: ["a.b"],
  },
  "members of variants, without the ones that distinguish them": {
    index: '/** A. */\nexport type A = { readonly type: "b"; readonly c: 1 } | { readonly type: "d" };',
    found: ["A.c"],
  },
  "no pattern": {
    index: "/** A. */\nexport type A<T> = Exclude<T extends { b: 1 } ? T : never, { c: 1 }>;",
    found: [],
  },
  "a type that nobody can import": {
    index: 'import type { B } from "./hidden.d.ts";\n/** A. */\nexport declare const a: B;',
    hidden: "export interface B { readonly c: 1 }",
    found: ["B", "B.c"],
  },
  "an export of another file": {
    index: 'export * from "./hidden.d.ts";',
    hidden: "export declare const b: 1;",
    found: ["b"],
  },
  "no member of a class whose interface has the comment": {
    index:
      "/** A. */\nexport interface A {\n/** B. */\nb(): void }\n/** C. */\nexport declare class C implements A { b(): void }",
    found: [],
  },
};

describe("finds", () => {
  const root = mkdtempSync(join(tmpdir(), "jobwire-documentation-test-"));
  afterAll(() => rmSync(root, { recursive: true, force: true }));
  const folders = new Map(Object.keys(samples).map((name, at) => [name, join(root, `sample-${at}`)]));
  let all: Documentation;

  // One program reads the language's own types once.
  beforeAll(() => {
    for (const [name, folder] of folders) {
      mkdirSync(folder);
      writeFileSync(join(folder, "index.d.ts"), samples[name]?.index ?? "");
      writeFileSync(join(folder, "hidden.d.ts"), samples[name]?.hidden ?? "export {};");
    }
    all = documentationOf([...folders.values()].map((folder) => join(folder, "index.d.ts")));
  });

  test.each(Object.keys(samples))("%s", (name) => {
    const own = all.undocumented.filter((one) => one.includes(`${folders.get(name)?.replace(/^.*\//, "")}/`));
    expect(own.map((one) => one.replace(/^.* /, ""))).toEqual(samples[name]?.found);
  });
});
