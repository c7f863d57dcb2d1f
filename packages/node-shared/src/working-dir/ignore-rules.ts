import ignore, { type Ignore } from "ignore";

/** The rule that leaves a path out, as it is written; undefined when none does. Paths are relative to the rules, with slashes; `.` is their own folder. */
export type IgnoreRules = (path: string) => string | undefined;

/** Neighbouring rules of one sign, which one matcher judges together. */
interface RuleRun {
  readonly matcher: Ignore;
  readonly negated: boolean;
  readonly itselfOnly: boolean;
}

// `.` is a path like others here: a rule `*` in a folder leaves out that folder, too.
const newMatcher = (): Ignore => ignore({ ignorecase: false, allowRelativePaths: true });

const runsOf = (lines: ReadonlyArray<string>): ReadonlyArray<RuleRun> => {
  const runs: Array<RuleRun> = [];
  for (const line of lines) {
    if (line.trim() === "" || line.startsWith("#")) continue;
    if (line.startsWith("!")) {
      const matcher = newMatcher().add(line.slice(1));
      runs.push({ matcher, negated: true, itselfOnly: !/\/(?:\*\*)?\s*$/.test(line) });
      continue;
    }
    const last = runs.at(-1);
    if (last?.negated === false) last.matcher.add(line);
    else runs.push({ matcher: newMatcher().add(line), negated: false, itselfOnly: false });
  }
  return runs.toReversed();
};

/**
 * The rules of a `.gitignore` or `.rayignore`, as Ray's own client reads them, or else a package would get another name than Ray
 * gives it: the last rule that matches decides, also below a folder that an earlier one leaves out; `!keep` takes `keep` back but
 * nothing below it, unlike `!keep/` and `!keep/**` (compared by the live suite).
 */
export const ignoreRules = (lines: ReadonlyArray<string>): IgnoreRules => {
  const runs = runsOf(lines);
  return (path) => {
    const above = path.slice(0, Math.max(0, path.lastIndexOf("/")));
    for (const { matcher, negated, itselfOnly } of runs) {
      const { ignored, rule } = matcher.test(path);
      if (!ignored || (itselfOnly && above !== "" && matcher.ignores(above))) continue;
      return negated ? undefined : (rule?.pattern ?? "");
    }
    return undefined;
  };
};
