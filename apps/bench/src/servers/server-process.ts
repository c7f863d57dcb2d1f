import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

/** A server in a process of its own. */
export interface ServerProcess {
  readonly address: string;
  readonly stop: () => Promise<void>;
}

/** Starts a server program of this folder. Rejects when it ends before it prints its address. */
export const startServerProcess = async (
  name: "flood-ray" | "flood-agent" | "sql-rows",
  ...args: ReadonlyArray<string>
): Promise<ServerProcess> => {
  const path = fileURLToPath(new URL(`../../dist/servers/${name}-main.js`, import.meta.url));
  const child = spawn(process.execPath, [path, ...args], { stdio: ["pipe", "pipe", "inherit"] });
  const ended = new Promise<void>((resolve) => child.once("close", () => resolve()));
  const address = await new Promise<string>((resolve, reject) => {
    child.once("error", reject);
    createInterface({ input: child.stdout }).once("line", resolve);
    void ended.then(() => reject(new Error(`${name} ended before it listened`)));
  });
  return {
    address,
    stop: async () => {
      child.stdin.end();
      await ended;
    },
  };
};
