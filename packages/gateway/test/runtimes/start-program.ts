import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { onTestFinished } from "vitest";

/** A program that serves, and the folder of its temporary files. */
export interface ServingProgram {
  /** What it printed first. */
  readonly line: string;
  /** Ends it by SIGTERM and resolves with its exit code. */
  readonly stop: () => Promise<number | null>;
}

/** Long enough for a program to end in order on a busy machine. */
const stopMs = 30_000;

/** Starts a program that prints one line when it serves. It ends with the test. */
export const startProgram = async (
  command: ReadonlyArray<string>,
  options: { readonly cwd: string; readonly env: Readonly<Record<string, string>> },
): Promise<ServingProgram> => {
  const [file = "", ...args] = command;
  const child = spawn(file, args, {
    cwd: options.cwd,
    env: { PATH: process.env["PATH"], HOME: process.env["HOME"], ...options.env },
    stdio: ["ignore", "pipe", "inherit"],
  });
  const ended = new Promise<number | null>((resolve, reject) => {
    child.once("exit", resolve);
    child.once("error", reject);
  });
  const stop = (): Promise<number | null> => {
    child.kill("SIGTERM");
    const timer = setTimeout(() => child.kill("SIGKILL"), stopMs);
    return ended.finally(() => clearTimeout(timer));
  };
  onTestFinished(async () => void (await stop()));
  const lines = createInterface({ input: child.stdout });
  const first = await Promise.race([once(lines, "line"), ended.then((code) => [`ended with ${code}`])]);
  return { line: String(first[0]), stop };
};
