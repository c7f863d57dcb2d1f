import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import { onTestFinished } from "vitest";

const built = (name: string): string => fileURLToPath(new URL(`../../cli/dist/${name}.js`, import.meta.url));

/** The result of a `jobwire` command. */
export interface CliResult {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the built `jobwire` command (or the demo) to its end, without a terminal and without any RAY_* of this environment. */
export const runCli = async (
  args: ReadonlyArray<string>,
  env: Readonly<Record<string, string>> = {},
  script: "main" | "demo" = "main",
): Promise<CliResult> => {
  const clean = Object.entries(process.env).filter(([name]) => !name.startsWith("RAY_"));
  const child = spawn(process.execPath, [built(script), ...args], {
    env: { ...Object.fromEntries(clean), ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  // A command must not outlive a test that timed out.
  onTestFinished(() => void child.kill("SIGKILL"));
  const [out, err]: [Array<Buffer>, Array<Buffer>] = [[], []];
  child.stdout.on("data", (chunk: Buffer) => out.push(chunk));
  child.stderr.on("data", (chunk: Buffer) => err.push(chunk));
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", resolve);
  });
  return { code, stdout: Buffer.concat(out).toString("utf8"), stderr: Buffer.concat(err).toString("utf8") };
};
