import { spawn } from "node:child_process";
import { setTimeout as pause } from "node:timers/promises";
import { accepts } from "../run/accepts.ts";

/** A server program that this process started. */
export interface ChildServer {
  /** What it printed to stderr so far. */
  readonly errors: () => string;
  /** Ends it. Resolves when it has ended; a second call does nothing. */
  readonly close: () => Promise<void>;
}

/** Starts a program that serves this port. Resolves when it accepts connections; rejects with its output when it ends first. */
export const startChildServer = async (
  program: string,
  args: ReadonlyArray<string>,
  port: number,
): Promise<ChildServer> => {
  const child = spawn(program, args, { stdio: ["ignore", "ignore", "pipe"] });
  let errors = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => (errors = (errors + text).slice(-10_000)));
  const ended = new Promise<void>((resolve) => {
    child.once("error", (error) => {
      errors += error.message;
      resolve();
    });
    child.once("close", () => resolve());
  });
  let isOver = false;
  void ended.then(() => (isOver = true));
  const close = async (): Promise<void> => {
    child.kill("SIGTERM");
    await ended;
  };
  const deadline = Date.now() + 20_000;
  while (!(await accepts(port))) {
    if (isOver) throw new Error(`${program} ended before it served port ${port}: ${errors}`);
    if (Date.now() > deadline) {
      await close();
      throw new Error(`${program} did not serve port ${port} after 20 s: ${errors}`);
    }
    await pause(50);
  }
  return { errors: () => errors, close };
};
