import { relative } from "node:path";
import ts from "typescript";
import type { EntryPoint } from "./entry-points.ts";
import { readProgram } from "./read-program.ts";
import { repository } from "./repository.ts";

/** A program in a comment, after `@example`. */
export interface Example {
  /** The file and the name of what it shows, such as `packages/node/dist/ray.d.ts ray`. */
  readonly of: string;
  /** The program. */
  readonly code: string;
}

const fenced = /^```ts\n([\s\S]*)\n```$/;

/** The functions that a program begins with. Each needs an example; parts for authors of adapters and of systems do not. */
const needsExample = (specifier: string, name: string): boolean => {
  if (/^(?:jobwire|@jobwire\/(?:core|node|bun|deno|browser|gateway))(?:\/(?:effect|client))?$/.test(specifier))
    return true;
  if (specifier === "@jobwire/testing") return /^(?:start|create)[A-Z]/.test(name);
  return specifier === "@jobwire/core/backend" && /^(?:makeHttp|makeJobSurface|retrying)$/.test(name);
};

/** The examples of the entry points, and the functions that need one and have none. */
export const examplesOf = (
  entries: ReadonlyArray<EntryPoint>,
): { readonly examples: ReadonlyArray<Example>; readonly missing: ReadonlyArray<string> } => {
  const program = readProgram([...new Set(entries.map(({ types }) => types))]);
  const checker = program.getTypeChecker();
  const examples = new Map<string, Example>();
  const missing = new Set<string>();
  for (const { specifier, types } of entries) {
    const source = program.getSourceFile(types);
    const module = source === undefined ? undefined : checker.getSymbolAtLocation(source);
    if (module === undefined) throw new Error(`${types} does not exist. Build the package first.`);
    for (const exported of checker.getExportsOfModule(module)) {
      const isAlias = (exported.flags & ts.SymbolFlags.Alias) !== 0;
      const symbol = isAlias ? checker.getAliasedSymbol(exported) : exported;
      const { valueDeclaration: declaration } = symbol;
      if (declaration === undefined || ts.isClassDeclaration(declaration)) continue;
      const of = `${relative(repository, declaration.getSourceFile().fileName)} ${symbol.name}`;
      const own = symbol.getJsDocTags(checker).filter(({ name }) => name === "example");
      for (const { text } of own) {
        const code = fenced.exec(ts.displayPartsToString(text).trim())?.[1];
        if (code === undefined) throw new Error(`the example of ${of} is not one program between \`\`\`ts and \`\`\``);
        examples.set(of, { of, code: `${code}\n` });
      }
      const isFunction = checker.getTypeOfSymbol(symbol).getCallSignatures().length > 0;
      if (isFunction && own.length === 0 && needsExample(specifier, exported.name)) missing.add(of);
    }
  }
  return { examples: [...examples.values()], missing: [...missing].sort() };
};
