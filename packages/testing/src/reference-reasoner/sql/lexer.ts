import { syntaxError } from "./sql-error.ts";

/** A token of a statement. */
export interface Token {
  /** `word`: an unquoted name or keyword; `quoted`: a name in double quotes; `text`: a literal in single quotes. */
  readonly kind: "word" | "quoted" | "text" | "number" | "mark" | "end";
  /** A word in upper case, as Snowflake folds it; quotes removed and undoubled. */
  readonly value: string;
  /** Where the token begins, from 0. */
  readonly at: number;
}

const patterns = [
  ["word", /[A-Za-z_][A-Za-z0-9_$]*/y],
  ["quoted", /"(?:[^"]|"")+"/y],
  ["text", /'(?:[^']|'')*'/y],
  ["number", /\d+/y],
  ["mark", /[?(),.=;*]/y],
] as const;

/** Splits a statement into tokens. Throws an SqlError at any character that the statements of the jobs service do not use. */
export function tokenize(statement: string): readonly Token[] {
  const tokens: Token[] = [];
  let at = 0;
  while (true) {
    at += /^\s*/.exec(statement.slice(at))?.[0].length ?? 0;
    if (at === statement.length) return [...tokens, { kind: "end", value: "<EOF>", at }];
    const token = tokenAt(statement, at);
    if (token === undefined) throw syntaxError(at, statement.charAt(at));
    tokens.push({ ...token, at });
    at += token.length;
  }
}

function tokenAt(statement: string, at: number): (Omit<Token, "at"> & { readonly length: number }) | undefined {
  for (const [kind, pattern] of patterns) {
    pattern.lastIndex = at;
    const found = pattern.exec(statement)?.[0];
    if (found !== undefined) return { kind, value: valueOf(kind, found), length: found.length };
  }
  return undefined;
}

function valueOf(kind: Token["kind"], found: string): string {
  if (kind === "word") return found.toUpperCase();
  if (kind === "quoted") return found.slice(1, -1).replaceAll('""', '"');
  return kind === "text" ? found.slice(1, -1).replaceAll("''", "'") : found;
}
