import type { RE2JS } from "re2js";
import { compilePatterns } from "./compile-pattern.ts";
import { withoutSgr } from "../terminal/sgr.ts";

/** The flags that choose and mark lines of a log. */
export interface FilterFlags {
  readonly include?: ReadonlyArray<string>;
  readonly exclude?: ReadonlyArray<string>;
  readonly highlight?: ReadonlyArray<string>;
}

/** Chooses and marks lines of a log. It sees them without their colours. */
export interface LineFilter {
  /** Whether a line is shown: an include matches, or none exists, and no exclude matches. */
  readonly shows: (line: string) => boolean;
  readonly highlights: ReadonlyArray<RE2JS>;
}

const matchesOne = (patterns: ReadonlyArray<RE2JS>, text: string): boolean =>
  patterns.some((pattern) => pattern.test(text));

/** The filter of the flags; undefined without any of them. */
export const lineFilter = async ({ include, exclude, highlight }: FilterFlags): Promise<LineFilter | undefined> => {
  if (include === undefined && exclude === undefined && highlight === undefined) return undefined;
  const includes = await compilePatterns("--include", include ?? []);
  const excludes = await compilePatterns("--exclude", exclude ?? []);
  return {
    shows: (line) => {
      if (includes.length === 0 && excludes.length === 0) return true;
      const text = withoutSgr(line);
      return (includes.length === 0 || matchesOne(includes, text)) && !matchesOne(excludes, text);
    },
    highlights: await compilePatterns("--highlight", highlight ?? []),
  };
};
