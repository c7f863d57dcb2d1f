import ignore, { type Ignore } from "ignore";

/** The rule that leaves a path out, as it is written; undefined when none does. Paths are relative to the rules' folder, with slashes; `.` is that folder. */
export type IgnoreRules = (path: string) => string | undefined;

/** Neighbouring rules of one sign, which one matcher checks together. */
interface RuleRun {
  readonly matcher: Ignore;
  readonly negated: boolean;
  readonly itselfOnly: boolean;
}

// `.` is a path like any other here: a rule `*` in a folder also leaves out that folder.
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
 * Reads the rules of a `.gitignore` or `.rayignore` as Ray's own client does; otherwise a package would get another name than Ray's.
 * The last matching rule decides, even below a folder that an earlier one leaves out; `!keep` re-includes `keep` but nothing below
 * it, unlike `!keep/` and `!keep/**` (the live suite compares this).
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
