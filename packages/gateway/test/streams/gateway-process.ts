import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

/** A gateway in a process of its own. */
export interface GatewayProcess {
  readonly url: string;
  readonly port: number;
  /** Kills it as a crash or the kernel does; resolves when it is gone. */
  readonly kill: () => Promise<void>;
  readonly [Symbol.asyncDispose]: () => Promise<void>;
}

const program = fileURLToPath(new URL("gateway-main.ts", import.meta.url));

const kill = async (child: ChildProcess): Promise<void> => {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = once(child, "exit");
  child.kill("SIGKILL");
  await exited;
};

/** Starts a gateway on the jobs of a Ray; pages of `origin` may read. Port 0 takes any free one. */
export const startGatewayProcess = async (options: {
  readonly ray: string;
  readonly origin?: string;
  readonly port?: number;
}): Promise<GatewayProcess> => {
  const args = [program, String(options.port ?? 0), options.ray, options.origin ?? "http://127.0.0.1:1"];
  const child = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "inherit"] });
  const lines = createInterface({ input: child.stdout });
  const url = await new Promise<string>((resolve, reject) => {
    lines.once("line", resolve);
    child.once("exit", (code) => reject(new Error(`The gateway's process ended with ${code} before it listened.`)));
  });
  const killed = (): Promise<void> => kill(child);
  return { url, port: Number(new URL(url).port), kill: killed, [Symbol.asyncDispose]: killed };
};
