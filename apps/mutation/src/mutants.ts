import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type File, Instrumenter } from "@stryker-mutator/instrumenter";

/** One small change of the source. */
export interface Mutant {
  readonly id: string;
  /** Relative to packages/core/src, with forward slashes. */
  readonly file: string;
  /** Counted from 1. */
  readonly lineNumber: number;
  /** The source line at which the change begins, trimmed. */
  readonly line: string;
  /** Kind of change, the text before and the text after, on one line. */
  readonly mutation: string;
}

const silent = (): void => undefined;
const off = (): boolean => false;
const logger = {
  isTraceEnabled: off,
  isDebugEnabled: off,
  isInfoEnabled: off,
  isWarnEnabled: off,
  isErrorEnabled: off,
  isFatalEnabled: off,
  trace: silent,
  debug: silent,
  info: silent,
  warn: silent,
  error: silent,
  fatal: silent,
};

const oneLine = (text: string): string => text.replace(/\s+/g, " ").trim();

const lengthOfSameStart = (a: string, b: string): number => {
  let length = 0;
  while (length < a.length && length < b.length && a[length] === b[length]) length += 1;
  return length;
};

const reversed = (text: string): string => text.split("").reverse().join("");

const cut = (text: string, from: number, to: number): string =>
  text.length <= 100 ? text : `${from > 0 ? "…" : ""}${text.slice(from, to)}${to < text.length ? "…" : ""}`;

/** "before → after", each on one line; of a long text only the part that changes, with 20 characters around it. */
const change = (before: string, after: string): string => {
  const [from, to] = [oneLine(before), oneLine(after)];
  if (to === "{}" || to === "[]") return `${from.length <= 100 ? from : `${from.slice(0, 80)}…`} → ${to}`;
  const start = lengthOfSameStart(from, to);
  const end = lengthOfSameStart(reversed(from.slice(start)), reversed(to.slice(start)));
  const first = Math.max(0, start - 20);
  return `${cut(from, first, from.length - end + 20)} → ${cut(to, first, to.length - end + 20)}`;
};

/** The text between two positions, whose lines and columns count from 0. */
const between = (
  lines: ReadonlyArray<string>,
  start: { readonly line: number; readonly column: number },
  end: { readonly line: number; readonly column: number },
): string => {
  const part = lines.slice(start.line, end.line + 1);
  const last = part.length - 1;
  return part
    .map((line, index) => line.slice(index === 0 ? start.column : 0, index === last ? end.column : undefined))
    .join("\n");
};

/** Puts every mutant of `files` (relative to `sources`) into those files, each behind a switch, and lists them. */
export const putMutantsIn = async (sources: string, files: ReadonlyArray<string>): Promise<ReadonlyArray<Mutant>> => {
  const originals = new Map(files.map((file) => [file, readFileSync(join(sources, file), "utf8")]));
  const inputs: Array<File> = [...originals].map(([file, content]) => ({
    name: join(sources, file),
    content,
    mutate: true,
  }));
  const result = await new Instrumenter(logger).instrument(inputs, {
    plugins: null,
    excludedMutations: [],
    ignorers: [],
  });
  for (const { name, content } of result.files) writeFileSync(name, content);
  return result.mutants.map(({ id, fileName, location, mutatorName, replacement }) => {
    const file = fileName.slice(sources.length).replaceAll("\\", "/").replace(/^\/+/, "");
    const lines = (originals.get(file) ?? "").split("\n");
    return {
      id,
      file,
      lineNumber: location.start.line + 1,
      line: (lines[location.start.line] ?? "").trim(),
      mutation: `${mutatorName}: ${change(between(lines, location.start, location.end), replacement)}`,
    };
  });
};
