import type { Snippet } from "./read-snippets.ts";

export type Runtime = "node" | "bun" | "deno";

const all: ReadonlyArray<Runtime> = ["node", "bun", "deno"];

const isRuntime = (name: string): name is Runtime => (all as ReadonlyArray<string>).includes(name);

/** The runtimes on which a program runs: those that its fence names, or else those whose package or globals it uses. */
export const runtimesOf = ({ code, on }: Pick<Snippet, "code" | "on">): ReadonlyArray<Runtime> => {
  if (on !== undefined) return on.filter(isRuntime);
  if (/from "vitest"/.test(code)) return ["node"];
  const named = all.filter((runtime) => new RegExp(`from "@jobwire/${runtime}(?:/|")`).test(code));
  if (named.length > 0) return named;
  if (/\bDeno\./.test(code)) return ["deno"];
  if (/\bBun\.|from "bun:/.test(code)) return ["bun"];
  if (/from "jobwire(?:\/effect)?"/.test(code)) return all;
  return ["node"];
};
