import { spawn } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:net";
import { onTestFinished, vi } from "vitest";

const environment = (more: Readonly<Record<string, string>>): NodeJS.ProcessEnv => ({
  PATH: process.env["PATH"],
  HOME: process.env["HOME"],
  ...more,
});

const freePort = async (): Promise<number> => {
  const server = createServer();
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === "object" && address !== null ? address.port : 0;
};

/** Starts a program that serves at the port in PORT, and ends it after the test. Resolves with its URL as soon as it responds. */
export const serveProgram = async (
  command: ReadonlyArray<string>,
  cwd: string,
  env: Readonly<Record<string, string>>,
): Promise<string> => {
  const port = await freePort();
  const [file = "", ...args] = command;
  const child = spawn(file, args, {
    cwd,
    env: environment({ ...env, PORT: String(port) }),
    stdio: ["ignore", "ignore", "inherit"],
  });
  const ended = once(child, "exit");
  onTestFinished(async () => {
    child.kill("SIGKILL");
    await ended;
  });
  const url = `http://127.0.0.1:${port}`;
  await vi.waitFor(() => fetch(url), { timeout: 45_000 });
  return url;
};

/** Runs a program to its end and resolves with what it printed. */
export const printedBy = async (
  command: ReadonlyArray<string>,
  cwd: string,
  env: Readonly<Record<string, string>> = {},
): Promise<string> => {
  const [file = "", ...args] = command;
  const child = spawn(file, args, { cwd, env: environment(env), stdio: ["ignore", "pipe", "inherit"] });
  onTestFinished(() => void child.kill("SIGKILL"));
  let text = "";
  child.stdout.setEncoding("utf8").on("data", (piece: string) => (text += piece));
  const [code] = (await once(child, "close")) as [number | null];
  if (code !== 0) throw new Error(`${command.join(" ")} ended with ${code}: ${text}`);
  return text;
};
