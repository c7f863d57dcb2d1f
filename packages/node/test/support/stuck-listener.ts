import { spawn } from "node:child_process";
import { once } from "node:events";
import { connect } from "node:net";
import { fileURLToPath } from "node:url";
import { onTestFinished } from "vitest";
import { scriptArguments } from "./run-script.ts";

/** A port whose queue of new connections is full: connecting to it neither succeeds nor fails. */
export const stuckListener = async (): Promise<{ readonly port: number }> => {
  const script = fileURLToPath(new URL("../children/stuck-listener.ts", import.meta.url));
  const child = spawn(process.execPath, scriptArguments(script), { stdio: ["ignore", "pipe", "inherit"] });
  const [line] = (await once(child.stdout, "data")) as [Buffer];
  const port = Number(line.toString());
  // Linux accepts one more than the backlog of 1; the others stay half open, as the request under test will.
  const fillers = Array.from({ length: 6 }, () => connect(port, "127.0.0.1").on("error", () => {}));
  await Promise.any(fillers.map((filler) => once(filler, "connect")));
  onTestFinished(() => {
    for (const filler of fillers) filler.destroy();
    child.kill("SIGKILL");
  });
  return { port };
};
