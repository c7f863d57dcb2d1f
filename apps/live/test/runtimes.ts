import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const root = fileURLToPath(new URL("../../..", import.meta.url));
const bin = (name: string): string => `${root}node_modules/.bin/${name}`;

/** A runtime for users' programs. */
export type Runtime = "node" | "bun" | "deno";
export const runtimes: ReadonlyArray<Runtime> = ["node", "bun", "deno"];

const commands: Readonly<Record<Runtime, readonly [file: string, ...args: ReadonlyArray<string>]>> = {
  node: [process.execPath],
  bun: [bin("bun")],
  deno: [bin("deno"), "run", "--config", `${root}deno.built.jsonc`, "--allow-net", "--allow-read", "--allow-env"],
};

/** The output of the programs in ../src/programs. */
export interface Printed {
  readonly "submit-follow-stop": {
    readonly submissionId: string;
    readonly lines: ReadonlyArray<string>;
    readonly status: string;
    readonly stop: { readonly stopped: boolean };
    readonly stopped: string;
  };
  readonly "rest-of-ray": { readonly log: string; readonly [other: string]: unknown };
}

/** Runs a program in ../src/programs on this runtime to its end. */
export const runProgram = async <Name extends keyof Printed>(
  runtime: Runtime,
  name: Name,
  ...args: ReadonlyArray<string>
): Promise<Printed[Name]> => {
  const [file, ...words] = commands[runtime];
  const program = fileURLToPath(new URL(`../dist/programs/${name}.js`, import.meta.url));
  // A program must not outlive a test that timed out.
  const { stdout } = await promisify(execFile)(file, [...words, program, ...args], {
    maxBuffer: 64_000_000,
    timeout: 170_000,
    killSignal: "SIGKILL",
  });
  return JSON.parse(stdout) as Printed[Name];
};
