/**
 * Writes docs/api, or with `--check` compares it with the packages as they are built and exits with 1 when a file differs.
 *
 * @module
 */
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { apiOf } from "./api-of.ts";
import { firstDifference } from "./first-difference.ts";
import { publishedPackages, repository } from "./repository.ts";

const { values } = parseArgs({ options: { check: { type: "boolean", default: false } } });
const folder = join(repository, "docs/api");
mkdirSync(folder, { recursive: true });

const files = new Map(
  publishedPackages().map((library) => [`${library.manifest.name.replace("@jobwire/", "")}.api.md`, apiOf(library)]),
);
const before = new Map(
  readdirSync(folder)
    .filter((name) => name.endsWith(".api.md"))
    .map((name) => [name, readFileSync(join(folder, name), "utf8")]),
);
const changed = [...new Set([...files.keys(), ...before.keys()])].filter(
  (name) => files.get(name) !== before.get(name),
);

if (!values.check) {
  for (const name of changed) {
    const text = files.get(name);
    if (text === undefined) rmSync(join(folder, name));
    else writeFileSync(join(folder, name), text);
  }
  process.stdout.write(`docs/api: ${changed.length === 0 ? "nothing changed" : `wrote ${changed.join(", ")}`}\n`);
} else if (changed.length > 0) {
  for (const name of changed) {
    process.stderr.write(`docs/api/${name} differs from the built package:\n`);
    process.stderr.write(`${firstDifference(before.get(name) ?? "", files.get(name) ?? "")}\n`);
  }
  process.stderr.write('The public API changed. If you mean it, run "pnpm api" and commit docs/api.\n');
  process.exitCode = 1;
} else {
  process.stdout.write(`docs/api: ${files.size} files are up to date\n`);
}
