import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { apiOf } from "../src/api-of.ts";
import { entryPointsOf } from "../src/entry-points.ts";
import { firstDifference } from "../src/first-difference.ts";
import { tidyReport } from "../src/tidy-report.ts";
import { withoutRepeats } from "../src/without-repeats.ts";

const root = mkdtempSync(join(tmpdir(), "jobwire-api-test-"));
afterAll(() => rmSync(root, { recursive: true, force: true }));

/** A package on disk with these declaration files; the first is its main entry point. */
const packageOf = (files: Readonly<Record<string, string>>): Parameters<typeof apiOf>[0] => {
  const folder = mkdtempSync(join(root, "package-"));
  mkdirSync(join(folder, "dist"));
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, "dist", `${name}.d.ts`), text);
  const exports = Object.fromEntries(
    ["index", "effect"]
      .filter((name) => name in files)
      .map((name) => [
        name === "index" ? "." : `./${name}`,
        { types: `./dist/${name}.d.ts`, default: `./dist/${name}.js` },
      ]),
  );
  const manifest = { name: "sample", version: "1.0.0", type: "module", exports };
  writeFileSync(join(folder, "package.json"), JSON.stringify(manifest));
  return { folder, manifest };
};

describe("the API of a package", { timeout: 120_000 }, () => {
  const hidden = "export interface Hidden {\n    readonly a: number;\n}\n";
  const index =
    'import type { Hidden } from "./hidden.ts";\n/** Text. */\nexport declare const z: (given: Hidden) => string;\nexport interface A {\n    readonly one?: string;\n}\n';

  test("has every declaration once, sorted, with types that nobody can import", () => {
    const effect = 'export type { A } from "./index.ts";\nexport declare const onlyHere: 1;\n';
    expect(apiOf(packageOf({ index, hidden, effect }))).toBe(`# The public API of sample

\`pnpm api\` writes this file; CI runs \`pnpm api --check\`. A change here is a change for users.

## \`sample\`

\`\`\`ts
export interface A {
    readonly one?: string;
}

interface Hidden {
    readonly a: number;
}

export const z: (given: Hidden) => string;
\`\`\`

## \`sample/effect\`

\`\`\`ts
export const onlyHere: 1;

// The same as in sample:
//   A
\`\`\`
`);
  });

  test("changes with a member of a type that is not exported, and not with a comment", () => {
    const before = apiOf(packageOf({ index, hidden }));
    expect(apiOf(packageOf({ index: index.replace("Text.", "Other text."), hidden }))).toBe(before);
    expect(apiOf(packageOf({ index, hidden: hidden.replace("number", "string") }))).not.toBe(before);
  });
});

test("conditions with the same file are one entry point", () => {
  const of = (types: string): object => ({ types, default: "./x.js" });
  const exports = {
    ".": { bun: of("./b.d.ts"), browser: of("./w.d.ts"), default: of("./w.d.ts") },
    "./x": of("./x.d.ts"),
  };
  expect(entryPointsOf({ folder: "/p", manifest: { name: "sample", exports } })).toEqual([
    { specifier: "sample", conditions: ["bun"], types: "/p/b.d.ts" },
    { specifier: "sample", conditions: ["browser", "default"], types: "/p/w.d.ts" },
    { specifier: "sample/x", conditions: [], types: "/p/x.d.ts" },
  ]);
});

test("a declaration repeats another only in the same words", () => {
  const shown = new Map([["export type A = 1;", "sample"]]);
  expect(withoutRepeats("export type A = 1;\n\nexport type B = 2;", shown)).toBe(
    "export type B = 2;\n\n// The same as in sample:\n//   A",
  );
  expect(withoutRepeats("export type A = 2;", shown)).toBe("export type A = 2;");
});

test("a report without declarations is an error, not an empty API", () => {
  expect(() => tidyReport("## API Report")).toThrow(/no TypeScript block/);
});

test("the first difference names its line", () => {
  expect(firstDifference("a\nb\nc", "a\nx\nc")).toBe("  line 2\n  - b\n  + x");
  expect(firstDifference("a", "a\nb")).toBe("  line 2\n  - (end of file)\n  + b");
  expect(firstDifference("a\nb", "a")).toBe("  line 2\n  - b\n  + (end of file)");
});
