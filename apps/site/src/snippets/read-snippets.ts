/** A fenced block of a page. */
export interface Snippet {
  /** The page, relative to the repository. */
  readonly page: string;
  /** The line of its fence, from 1. */
  readonly line: number;
  readonly language: string;
  readonly code: string;
  /** Why it does not run. Such a program is only type-checked, and a command line only compared with the help. */
  readonly noRun?: string;
  /** The test that runs it instead, relative to the repository. */
  readonly testedBy?: string;
  /** The runtimes that the fence names; without it the imports decide. */
  readonly on?: ReadonlyArray<string>;
  /** The name of its file, by which the command lines of the page start it. */
  readonly file?: string;
  /** Names that the program uses without making them: see `given.ts`. */
  readonly given: ReadonlyArray<string>;
  /** Its function that handles an error. A run calls it with the error that it handles: see `error-call.ts`. */
  readonly handler?: string;
  /** The exit code that it ends with. */
  readonly exit: number;
}

const listOf = (value: string): ReadonlyArray<string> => value.split(",");

/**
 * Reads the words after the language of a fence. CONTRIBUTING.md lists them. Throws on any other, so that a misspelled word does not
 * hide a program.
 */
const readInfo = (info: string, at: string): Omit<Snippet, "page" | "line" | "language" | "code"> => {
  const [words = "", noRun] = info.split(/(?:^| )no-run: /);
  const entries = words
    .split(" ")
    .filter(Boolean)
    .map((word) => {
      const [key = "", value] = word.split("=");
      if (value === undefined || !["tested-by", "on", "file", "given", "handler", "exit"].includes(key))
        throw new Error(`${at}: unknown word ${JSON.stringify(word)} after the language of a fence.`);
      return [key, value] as const;
    });
  const values = new Map(entries);
  const [testedBy, on, file, handler] = ["tested-by", "on", "file", "handler"].map((key) => values.get(key));
  return {
    given: listOf(values.get("given") ?? "").filter(Boolean),
    exit: Number(values.get("exit") ?? 0),
    ...(noRun === undefined ? {} : { noRun }),
    ...(testedBy === undefined ? {} : { testedBy }),
    ...(on === undefined ? {} : { on: listOf(on) }),
    ...(file === undefined ? {} : { file }),
    ...(handler === undefined ? {} : { handler }),
  };
};

/** The fenced blocks of a page, in order. */
export const readSnippets = (page: string, text: string): ReadonlyArray<Snippet> =>
  Array.from(text.matchAll(/^( *)(`{3,})(\w*) ?([^\n]*)\n([\s\S]*?)^\1\2$/gm), (match) => {
    const [, indent = "", , language = "", info = "", block = ""] = match;
    const line = text.slice(0, match.index).split("\n").length;
    const code = block.replaceAll(new RegExp(`^${indent}`, "gm"), "");
    return { page, line, language, code, ...readInfo(info.trim(), `${page}:${line}`) };
  });
