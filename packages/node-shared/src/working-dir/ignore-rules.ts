import ignore from "ignore";

/** Whether a path, relative to where the rules stand and with slashes, is left out. */
export type IgnoreRules = (path: string) => boolean;

/**
 * The rules of a `.gitignore` or `.rayignore`, as Ray's own client reads them, or else a package would get another name than Ray
 * gives it: the last rule that matches decides, also below a folder that an earlier one leaves out, so each has a matcher of its
 * own; and `!keep` takes `keep` back but nothing below it, unlike `!keep/` and `!keep/**` (compared by the live suite).
 */
export const ignoreRules = (lines: ReadonlyArray<string>): IgnoreRules => {
  const rules = lines
    .filter((line) => line.trim() !== "" && !line.startsWith("#"))
    .map((line) => {
      const negated = line.startsWith("!");
      const matcher = ignore({ ignorecase: false }).add(negated ? line.slice(1) : line);
      const itselfOnly = negated && !/\/(?:\*\*)?\s*$/.test(line);
      return { negated, itselfOnly, matcher };
    })
    .toReversed();
  return (path) => {
    const above = path.slice(0, Math.max(0, path.lastIndexOf("/")));
    const last = rules.find(
      ({ itselfOnly, matcher }) => matcher.ignores(path) && !(itselfOnly && above !== "" && matcher.ignores(above)),
    );
    return last !== undefined && !last.negated;
  };
};
