import { findPython, findRayVenv } from "@jobwire/live";
import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { type Figure, figureOf, notTaken } from "../figure.ts";
import type { ProgramReport } from "../programs/program-report.ts";
import { runProgram } from "../run-program.ts";
import { runSeries } from "../series.ts";
import { floodId } from "../servers/flood-id.ts";
import { startServerProcess } from "../servers/server-process.ts";
import type { BenchContext } from "./bench-context.ts";
import { speedOf, streamText } from "./report-text.ts";

const run = promisify(execFile);
const script = fileURLToPath(new URL("../../python/peer_tail.py", import.meta.url));

/** A released Python client, and the way Jobwire follows the same flood: as that client returns it, in text or line by line. */
interface Peer {
  readonly name: string;
  readonly kind: "ray" | "sync" | "async";
  readonly way: "text" | "lines";
  readonly python: string | undefined;
  readonly lines: number;
}

/** Live tails by the released Python clients and by Jobwire on Node, by turns. */
export const pythonPeers = async (context: BenchContext): Promise<ReadonlyArray<Figure>> => {
  const agentPython = await findPython("JOBWIRE_LIVE_AGENT_PYTHON", "synapse-sdk-2026.2.17");
  const peers: ReadonlyArray<Peer> = [
    {
      name: "Ray's JobSubmissionClient",
      kind: "ray",
      way: "text",
      python: (await findRayVenv())?.python,
      lines: 2_000_000,
    },
    { name: "synapse-sdk, sync", kind: "sync", way: "lines", python: agentPython, lines: 50_000 },
    { name: "synapse-sdk, async", kind: "async", way: "lines", python: agentPython, lines: 200_000 },
  ];
  const servers = { ray: await startServerProcess("flood-ray"), agent: await startServerProcess("flood-agent") };
  try {
    const figures: Array<Figure> = [];
    for (const { name, kind, way, python, lines } of peers) {
      const text = { name: `Jobwire's speed / ${name}`, runtime: "node", unit: "x" };
      if (python === undefined) {
        figures.push(notTaken({ ...text, detail: "this machine has no Python environment with it" }));
        continue;
      }
      context.progress(name);
      const system = kind === "ray" ? "ray" : "agent";
      const { address } = servers[system];
      const id = (): string => floodId({ shape: "lines", size: lines, finished: false });
      const theirs = async (): Promise<ProgramReport> => {
        // Nothing from this machine: one of the clients reads proxies and a .netrc.
        const env = { PATH: process.env["PATH"], NETRC: "/dev/null", PYTHONUTF8: "1" };
        const args = [script, kind, address, id(), String(lines)];
        const { stdout } = await run(python, args, { env, timeout: 300_000, killSignal: "SIGKILL" });
        return JSON.parse(stdout.trim().split("\n").at(-1) ?? "") as ProgramReport;
      };
      await runProgram("node", "raw-tcp", [address, id(), system]); // the server encodes the log now
      const ours = () => runProgram("node", "jobwire-tail", [address, id(), system, way, "websocket"]);
      const series = await runSeries(theirs, [ours], context.quick ? 1 : 3);
      const detail = `Jobwire ${streamText(series.others[0] ?? [])}; ${name} ${streamText(series.bare)}`;
      figures.push(figureOf(series.ratios(speedOf)[0] ?? [], { ...text, detail }));
    }
    return figures;
  } finally {
    await servers.ray.stop();
    await servers.agent.stop();
  }
};
