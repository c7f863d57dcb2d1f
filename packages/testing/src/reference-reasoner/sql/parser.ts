import { type Token, tokenize } from "./lexer.ts";
import { syntaxError } from "./sql-error.ts";
import type { Argument, Condition, ParsedStatement, QualifiedName, Statement } from "./statement.ts";

/**
 * Reads one statement of the kinds that the jobs service uses, with or without its final `;`. Throws an SqlError at everything
 * else: if a test server accepted an unknown statement, no test would have checked it.
 */
export function parseStatement(text: string): ParsedStatement {
  const parser = new Parser(tokenize(text));
  const statement = parser.statement();
  parser.end();
  return { statement, binds: parser.binds };
}

class Parser {
  readonly #tokens: readonly Token[];
  #at = 0;
  binds = 0;

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens;
  }

  statement(): Statement {
    if (this.#skip("CALL")) return { kind: "call", ...this.#routine() };
    this.#expect("SELECT");
    if (this.#skip("*")) {
      this.#expect("FROM", "TABLE", "(");
      const routine = this.#routine();
      this.#expect(")");
      return { kind: "table", ...routine };
    }
    const second = this.#tokens[this.#at + 1]?.value;
    return second === "." ? { kind: "scalar", ...this.#routine() } : this.#select();
  }

  end(): void {
    this.#skip(";");
    if (this.#token.kind !== "end") throw this.#unexpected();
  }

  #select(): Statement {
    const columns = this.#list(() => this.#word());
    this.#expect("FROM");
    const from = this.#qualifiedName();
    const where: Condition[] = [];
    if (this.#skip("WHERE")) {
      do where.push(this.#condition());
      while (this.#skip("AND"));
    }
    let orderBy: { column: string; descending: boolean } | undefined;
    if (this.#skip("ORDER")) {
      this.#expect("BY");
      const column = this.#word();
      orderBy = { column, descending: this.#skip("DESC") || (this.#skip("ASC") && false) };
    }
    const limit = this.#skip("LIMIT") ? this.#argument() : undefined;
    const offset = limit !== undefined && this.#skip("OFFSET") ? this.#argument() : undefined;
    return { kind: "select", columns, from, where, orderBy, limit, offset };
  }

  #condition(): Condition {
    let fold: Condition["fold"] = "none";
    let column = this.#word();
    if (column === "LOWER" && this.#skip("(")) {
      fold = "lower";
      column = this.#word();
      this.#expect(")");
    } else if (column === "UPPER" && this.#skip("(")) {
      fold = "upper-trim";
      this.#expect("TRIM", "(");
      column = this.#word();
      this.#expect(")", ")");
    }
    if (this.#skip("=")) return { column, fold, anyOf: [this.#argument()] };
    this.#expect("IN", "(");
    const anyOf = this.#list(() => this.#argument());
    this.#expect(")");
    return { column, fold, anyOf };
  }

  #routine(): { readonly routine: QualifiedName; readonly args: readonly Argument[] } {
    const routine = this.#qualifiedName();
    this.#expect("(");
    const args = this.#token.value === ")" ? [] : this.#list(() => this.#argument());
    this.#expect(")");
    return { routine, args };
  }

  #qualifiedName(): QualifiedName {
    const parts: string[] = [];
    do parts.push(this.#name());
    while (this.#skip("."));
    const [schema, name] = parts.slice(-2);
    if (parts.length < 3 || schema === undefined || name === undefined) throw this.#unexpected();
    return { app: parts.slice(0, -2).join("."), schema, name };
  }

  #argument(): Argument {
    const token = this.#token;
    if (token.kind === "text") return this.#literal(token.value);
    if (token.kind === "number") return this.#literal(Number(token.value));
    if (token.kind === "mark" && token.value === "?") {
      this.#at += 1;
      this.binds += 1;
      return { kind: "bind", index: this.binds - 1 };
    }
    if (token.kind !== "word") throw this.#unexpected();
    if (token.value === "NULL") return this.#literal(null);
    if (token.value === "TRUE" || token.value === "FALSE") return this.#literal(token.value === "TRUE");
    this.#expect("PARSE_JSON", "(");
    const of = this.#argument();
    this.#expect(")");
    return { kind: "json", of };
  }

  #literal(value: string | number | boolean | null): Argument {
    this.#at += 1;
    return { kind: "literal", value };
  }

  #list<T>(item: () => T): readonly T[] {
    const items = [item()];
    while (this.#skip(",")) items.push(item());
    return items;
  }

  #word(): string {
    if (this.#token.kind !== "word") throw this.#unexpected();
    return this.#name();
  }

  #name(): string {
    const token = this.#token;
    if (token.kind !== "word" && token.kind !== "quoted") throw this.#unexpected();
    this.#at += 1;
    return token.value;
  }

  /** Takes a keyword or mark if it is next. A quoted name is never a keyword. */
  #skip(value: string): boolean {
    const token = this.#token;
    const there = (token.kind === "word" || token.kind === "mark") && token.value === value;
    if (there) this.#at += 1;
    return there;
  }

  #expect(...values: readonly string[]): void {
    for (const value of values) if (!this.#skip(value)) throw this.#unexpected();
  }

  get #token(): Token {
    return this.#tokens[this.#at] ?? { kind: "end", value: "<EOF>", at: 0 };
  }

  #unexpected(): Error {
    return syntaxError(this.#token.at, this.#token.value);
  }
}
