import { relative } from "node:path";
import ts from "typescript";
import { readProgram } from "./read-program.ts";
import { repository } from "./repository.ts";

/** From this repository, and not written by a tool from specs/*.yaml: the descriptions of those are in the specs. */
const isOwn = (file: string): boolean => !/\/(?:node_modules|generated)\//.test(file);

/** The members of a type that a reader sees, those of types inside it included. */
const isMember = (node: ts.Node): node is ts.NamedDeclaration =>
  ts.isPropertySignature(node) ||
  ts.isMethodSignature(node) ||
  ts.isPropertyDeclaration(node) ||
  ts.isMethodDeclaration(node) ||
  ts.isGetAccessorDeclaration(node) ||
  ts.isEnumMember(node);

/** The member that distinguishes the variants of a union: its type is its whole meaning, and the variant has the comment. */
const isDiscriminant = (node: ts.NamedDeclaration): boolean =>
  ts.isPropertySignature(node) &&
  node.type !== undefined &&
  ts.isLiteralTypeNode(node.type) &&
  ts.isStringLiteral(node.type.literal) &&
  ts.isTypeLiteralNode(node.parent) &&
  ts.isUnionTypeNode(node.parent.parent);

/** A shape to compare a type with, as in `T extends { a: string }` or `Exclude<T, { kind: "a" }>`. Nobody reads its members. */
const isPattern = (node: ts.Node): boolean => {
  if (!ts.isTypeLiteralNode(node)) return false;
  const { parent } = node;
  if (ts.isConditionalTypeNode(parent)) return parent.extendsType === node;
  return ts.isTypeReferenceNode(parent) && /^(?:Extract|Exclude)$/.test(parent.typeName.getText());
};

const isHidden = (node: ts.NamedDeclaration): boolean =>
  (ts.getCombinedModifierFlags(node as ts.Declaration) & ts.ModifierFlags.Private) !== 0 ||
  (node.name !== undefined && ts.isPrivateIdentifier(node.name));

/** The names that lead to a member, such as `RayJobs.list`. */
const pathOf = (node: ts.Node): string => {
  const names: Array<string> = [];
  for (let at = node; !ts.isSourceFile(at); at = at.parent) {
    const { name } = at as ts.NamedDeclaration;
    if (name !== undefined && !ts.isParameter(at) && !ts.isTypeParameterDeclaration(at)) names.unshift(name.getText());
  }
  return names.join(".");
};

const sourceOf = (file: string): string =>
  relative(repository, file)
    .replace("/dist/", "/src/")
    .replace(/\.d\.ts$/, ".ts");

/** The name in a type that leads to another declaration. */
const referenceOf = (node: ts.Node): ts.Node | undefined => {
  if (ts.isTypeReferenceNode(node)) return node.typeName;
  if (ts.isExpressionWithTypeArguments(node)) return node.expression;
  if (ts.isTypeQueryNode(node)) return node.exprName;
  if (!ts.isImportTypeNode(node)) return undefined;
  return node.qualifier ?? (ts.isLiteralTypeNode(node.argument) ? node.argument.literal : undefined);
};

/** The comments of a public API, counted. */
export interface Documentation {
  /** How many exports there are, and members of the types that exports lead to. */
  readonly members: number;
  /** Those without a comment, as `packages/core/src/ray/types.ts RayJobs.list`. */
  readonly undocumented: ReadonlyArray<string>;
}

/**
 * Reads the comments of every export of these declaration files, and of every member of every type that an export leads to: also
 * of types that nobody can import, and of types without a name. A comment on an interface counts for the class that
 * implements it.
 */
export const documentationOf = (entryPoints: ReadonlyArray<string>): Documentation => {
  const program = readProgram(entryPoints);
  const checker = program.getTypeChecker();
  const seen = new Set<ts.Node>();
  const undocumented = new Set<string>();
  let members = 0;

  const count = (node: ts.NamedDeclaration, symbol: ts.Symbol | undefined): void => {
    members += 1;
    const words = ts.displayPartsToString(symbol?.getDocumentationComment(checker)).trim();
    if (words === "") undocumented.add(`${sourceOf(node.getSourceFile().fileName)} ${pathOf(node)}`);
  };

  const visitSymbol = (found: ts.Symbol | undefined): void => {
    if (found === undefined) return;
    const symbol = (found.flags & ts.SymbolFlags.Alias) === 0 ? found : checker.getAliasedSymbol(found);
    for (const declaration of symbol.declarations ?? []) {
      if (seen.has(declaration) || !isOwn(declaration.getSourceFile().fileName)) continue;
      if (ts.isTypeParameterDeclaration(declaration) || ts.isParameter(declaration)) continue;
      seen.add(declaration);
      if (ts.isSourceFile(declaration)) {
        for (const one of checker.getExportsOfModule(symbol)) visitSymbol(one);
        continue;
      }
      if (!isMember(declaration)) count(declaration as ts.NamedDeclaration, symbol);
      visitType(declaration);
    }
  };

  const visitType = (node: ts.Node): void => {
    if (isPattern(node)) return;
    if (isMember(node)) {
      if (isHidden(node)) return;
      if (!isDiscriminant(node) && node.name !== undefined) count(node, checker.getSymbolAtLocation(node.name));
    }
    const reference = referenceOf(node);
    if (reference !== undefined) visitSymbol(checker.getSymbolAtLocation(reference));
    ts.forEachChild(node, visitType);
  };

  for (const file of entryPoints) {
    const source = program.getSourceFile(file);
    if (source === undefined) throw new Error(`${file} does not exist. Build the package first.`);
    visitSymbol(checker.getSymbolAtLocation(source));
  }
  return { members, undocumented: [...undocumented].sort() };
};
