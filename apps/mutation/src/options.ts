import { parseArgs } from "node:util";

/** How the program was called. */
export interface Options {
  /** Files and folders below packages/core/src. */
  readonly targets: ReadonlyArray<string>;
  readonly sample: number | undefined;
  readonly seed: number;
  readonly listSurvivors: boolean;
  readonly changed: boolean;
  readonly wholeSuite: boolean;
  /** Folders and files below packages/core/test; empty for those that `wholeSuite` names. */
  readonly tests: ReadonlyArray<string>;
  readonly atLoad: boolean;
  readonly byFile: boolean;
  /** Longer tests run without mutants, in milliseconds. */
  readonly maxTestMs: number;
  readonly minShare: number;
  readonly json: string | undefined;
}

/** Text for `--help`. */
export const help = `Change core in small ways, one at a time, and count the changes that its tests notice.

Usage: pnpm mutation [FILE or FOLDER below packages/core/src ...] [options]
Without a file or folder: tail, poll, retry and http.

  --sample N         Test N mutants, chosen at random
  --seed S           Choose them with this seed (default 1)
  --changed          Test only files that differ from the branch main
  --whole-suite      Run every test of core, not only those of the same folder below packages/core/test
  --tests PATH       Run only the tests of this file or folder below packages/core/test (may be repeated)
  --no-at-load       Don't test mutants that act while a module loads (constants, regular expressions)
  --max-test-ms N    Don't run tests longer than N milliseconds with mutants (default: run all)
  --by-file          Print one row for each file, not for each folder
  --list-survivors   List every mutant that lives, also those in equivalent.json with their reasons
  --json FILE        Write the survivors as entries for equivalent.json
  --min P            Fail below this share in percent (default 90; 0 with --sample)
`;

const toNumber = (name: string, text: string): number => {
  const value = Number(text);
  if (text.trim() === "" || !Number.isFinite(value) || value < 0) {
    throw new Error(`--${name} must be a number of at least 0, but is "${text}".`);
  }
  return value;
};

/** Reads the arguments; `undefined` when the caller asked for help. */
export const readOptions = (args: ReadonlyArray<string>): Options | undefined => {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      sample: { type: "string" },
      seed: { type: "string", default: "1" },
      changed: { type: "boolean", default: false },
      "whole-suite": { type: "boolean", default: false },
      tests: { type: "string", multiple: true, default: [] },
      "no-at-load": { type: "boolean", default: false },
      "by-file": { type: "boolean", default: false },
      "list-survivors": { type: "boolean", default: false },
      json: { type: "string" },
      "max-test-ms": { type: "string" },
      min: { type: "string" },
      help: { type: "boolean", default: false },
    },
  });
  if (values.help) return undefined;
  const sample = values.sample === undefined ? undefined : toNumber("sample", values.sample);
  const targets = positionals.map((target) => target.replace(/^(packages\/core\/)?src\//, "").replace(/\/$/, ""));
  return {
    targets: targets.length === 0 ? ["tail", "poll", "retry", "http"] : targets,
    sample,
    seed: toNumber("seed", values.seed),
    listSurvivors: values["list-survivors"],
    changed: values.changed,
    wholeSuite: values["whole-suite"],
    tests: values.tests.map((path) => path.replace(/^(packages\/core\/)?test\//, "").replace(/\/$/, "")),
    atLoad: !values["no-at-load"],
    maxTestMs:
      values["max-test-ms"] === undefined ? Number.POSITIVE_INFINITY : toNumber("max-test-ms", values["max-test-ms"]),
    byFile: values["by-file"],
    minShare: values.min === undefined ? (sample === undefined ? 90 : 0) : toNumber("min", values.min),
    json: values.json,
  };
};
