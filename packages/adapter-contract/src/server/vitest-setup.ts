import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";

/** A vitest global setup: runs the contract server on Node, whatever runtime the tests use, and provides its address. */
export default async function setup(project: {
  readonly provide: (key: "contractServer", url: string) => void;
}): Promise<() => Promise<void>> {
  // `node` of the PATH: this process may be Bun or Deno.
  const child = spawn("node", [fileURLToPath(new URL("./main.js", import.meta.url))], {
    stdio: ["pipe", "pipe", "inherit"],
  });
  const [line] = (await once(child.stdout, "data")) as [Buffer];
  project.provide("contractServer", line.toString().trim());
  return async () => {
    child.stdin.end();
    await once(child, "close");
  };
}
