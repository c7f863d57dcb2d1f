import type { RE2JS } from "re2js";
import { UsageError } from "../settings/parse-option.ts";

/** The index of the first parenthesis without a partner; undefined when all have one. */
const oddParenthesis = (pattern: string): number | undefined => {
  const open: Array<number> = [];
  let isClass = false;
  for (let at = 0; at < pattern.length; at++) {
    const unit = pattern[at];
    if (unit === "\\") at += 1;
    else if (isClass) isClass = unit !== "]";
    else if (unit === "[") {
      isClass = true;
      // The first character of a class may be a bracket: []a] and [^]a].
      if (pattern[at + 1] === "^") at += 1;
      if (pattern[at + 1] === "]") at += 1;
    } else if (unit === "(") open.push(at);
    else if (unit === ")" && open.pop() === undefined) return at;
  }
  return open.at(-1);
};

/** The index of the mistake that the library names by its text alone. */
const indexOf = (pattern: string, problem: string, found: string | null): number => {
  if (problem.includes("closing )") || problem.includes("unexpected )")) return oddParenthesis(pattern) ?? 0;
  return found === null ? pattern.length - 1 : Math.max(0, pattern.indexOf(found));
};

interface SyntaxProblem {
  readonly error: string;
  readonly input: string | null;
}

const isSyntaxProblem = (error: unknown): error is SyntaxProblem =>
  error instanceof Error && error.name === "RE2JSSyntaxException" && "error" in error && "input" in error;

/**
 * Compiles the regular expressions of a flag. The engine is RE2's, whose time is linear in the line: a hostile log cannot make a
 * user's expression hang the command. Throws a {@link UsageError} with the position of a mistake.
 */
export const compilePatterns = async (flag: string, patterns: ReadonlyArray<string>): Promise<ReadonlyArray<RE2JS>> => {
  const { RE2JS } = await import("re2js");
  return patterns.map((pattern) => {
    try {
      return RE2JS.compile(pattern);
    } catch (error) {
      if (!isSyntaxProblem(error)) throw error;
      const column = indexOf(pattern, error.error, error.input) + 1;
      throw new UsageError(
        `${flag} ${JSON.stringify(pattern)} is not a regular expression: column ${column}: ${error.error}. Use RE2's syntax, as in stern: it has no look-ahead and no back-references.`,
      );
    }
  });
};
