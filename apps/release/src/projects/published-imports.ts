import { parseSync, Visitor } from "rolldown/utils";

/** What names another module in a source. */
interface Named {
  readonly source?: unknown;
}

/** The source with the full name of each package that it imports, as `deno publish` writes it: `effect/Effect` becomes `npm:effect@^4.0.6/Effect`. */
export const publishedImports = (source: string, imports: Readonly<Record<string, string>>): string => {
  const found: Array<{ readonly start: number; readonly end: number; readonly to: string }> = [];
  const read = ({ source: literal }: Named): void => {
    const { value, start, end } = (literal ?? {}) as {
      readonly value?: unknown;
      readonly start: number;
      readonly end: number;
    };
    if (typeof value !== "string") return;
    const name = Object.keys(imports).find((one) => value === one || value.startsWith(`${one}/`));
    if (name !== undefined) found.push({ start, end, to: `"${imports[name]}${value.slice(name.length)}"` });
  };
  new Visitor({
    ImportDeclaration: read,
    ExportNamedDeclaration: read,
    ExportAllDeclaration: read,
    ImportExpression: read,
    TSImportType: read,
  }).visit(parseSync("source.ts", source).program);
  let text = source;
  for (const { start, end, to } of found.toSorted((a, b) => b.start - a.start)) {
    text = text.slice(0, start) + to + text.slice(end);
  }
  return text;
};
