import { spawn } from "node:child_process";
import { setTimeout as pause } from "node:timers/promises";
import { accepts } from "../run/accepts.ts";

/** Starts a Redis on loopback that keeps everything in memory. Resolves with its pid when it accepts connections. */
export const startRedis = async (port: number, env: NodeJS.ProcessEnv): Promise<number> => {
  // Redis would write a process title over its environment, which holds the mark of the head's processes.
  const args = ["--port", String(port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"];
  args.push("--set-proc-title", "no");
  const child = spawn("redis-server", args, { env, cwd: "/", detached: true, stdio: "ignore" });
  let ended: Error | undefined;
  child.once(
    "error",
    (error) =>
      (ended = new Error("redis-server was not found on this machine. Run .ci/redis first.", { cause: error })),
  );
  child.once("exit", (code) => (ended ??= new Error(`redis-server on port ${port} ended with exit code ${code}`)));
  child.unref();
  const deadline = Date.now() + 60_000;
  while (!(await accepts(port))) {
    if (ended !== undefined) throw ended;
    if (Date.now() > deadline) throw new Error(`redis-server was not ready on port ${port} after 60 s`);
    await pause(100);
  }
  if (child.pid === undefined) throw new Error("redis-server has no process id");
  return child.pid;
};
