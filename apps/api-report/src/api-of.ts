import { basename, relative } from "node:path";
import { declarationsOf } from "./declarations.ts";
import { type EntryPoint, entryPointsOf } from "./entry-points.ts";
import { operationsOf } from "./operations.ts";
import type { Package } from "./repository.ts";
import { withoutRepeats } from "./without-repeats.ts";

/** Types that `pnpm --filter @jobwire/specs run generate` writes; review sees the file itself. */
const isGenerated = ({ specifier }: EntryPoint): boolean => /^@jobwire\/[a-z]+\/openapi(?:\/|$)/.test(specifier);

const headingOf = ({ specifier, conditions }: EntryPoint): string =>
  `## \`${specifier}\`${conditions.length === 0 ? "" : ` (${conditions.join(", ")})`}`;

const generated = (folder: string, entries: ReadonlyArray<EntryPoint>): string =>
  [
    "## Generated types",
    entries
      .map(({ specifier, types }) => {
        const source = relative(folder, types)
          .replace(/^dist/, "src")
          .replace(/\.d\.ts$/, ".ts");
        return `- \`${specifier}\`: packages/${basename(folder)}/${source}`;
      })
      .join("\n"),
  ].join("\n\n");

/** The public API of a package, as one text that is the same for the same API. */
export const apiOf = (library: Package): string => {
  const { folder, manifest } = library;
  const entries = entryPointsOf(library);
  const written = entries.filter((entry) => !isGenerated(entry));
  const declarations = declarationsOf(
    folder,
    written.map(({ types }) => types),
  );
  const shown = new Map<string, string>();
  const sections = written.map((entry, at) => {
    const all = declarations[at] ?? "";
    const text = withoutRepeats(all, shown);
    for (const block of all.split("\n\n")) if (!shown.has(block)) shown.set(block, entry.specifier);
    return `${headingOf(entry)}\n\n\`\`\`ts\n${text}\n\`\`\``;
  });
  if (written.length < entries.length) sections.push(generated(folder, entries.filter(isGenerated)));
  if (entries.length === 0) sections.push(operationsOf(folder));
  return [
    `# The public API of ${manifest.name}`,
    "`pnpm api` writes this file; CI runs `pnpm api --check`. A change here is a change for users.",
    ...sections,
    "",
  ]
    .join("\n\n")
    .trimEnd()
    .concat("\n");
};
