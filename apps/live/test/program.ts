import { fileURLToPath } from "node:url";

/** A Python program of ../programs. */
export type ProgramName = "lines" | "driver" | "tasks" | "workers" | "job_rows";

const quoted = (word: string): string => `'${word.replaceAll("'", String.raw`'\''`)}'`;

/** An entrypoint that runs a program of ../programs with this Python. */
export const programWith = (python: string, name: ProgramName, ...args: ReadonlyArray<string | number>): string =>
  [python, fileURLToPath(new URL(`../programs/${name}.py`, import.meta.url)), ...args.map(String)]
    .map(quoted)
    .join(" ");
