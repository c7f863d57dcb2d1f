import { spawn } from "node:child_process";

/** How a program of a page ended. */
export interface ProgramRun {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a program to its end, or ends it with all that it started after `limitMs`. */
export const runProgram = (
  [file = "", ...args]: ReadonlyArray<string>,
  options: { readonly cwd: string; readonly env: Readonly<Record<string, string>>; readonly limitMs: number },
): Promise<ProgramRun> =>
  new Promise((resolve, reject) => {
    const child = spawn(file, args, {
      cwd: options.cwd,
      env: options.env,
      stdio: ["ignore", "pipe", "pipe"],
      detached: true,
    });
    const text = { stdout: "", stderr: "" };
    for (const name of ["stdout", "stderr"] as const) {
      child[name].setEncoding("utf8").on("data", (piece: string) => (text[name] += piece));
    }
    const limit = setTimeout(() => {
      text.stderr += `\nended after ${options.limitMs} ms`;
      if (child.pid !== undefined) process.kill(-child.pid, "SIGKILL");
    }, options.limitMs);
    child.once("error", reject);
    child.once("close", (code) => {
      clearTimeout(limit);
      resolve({ code, ...text });
    });
  });
