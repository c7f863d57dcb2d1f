import { type Fault, http, instead, socket } from "@jobwire/testing/faults";
import { paces, thenHeartbeats } from "../../case/heartbeat-frames.ts";
import { holds, until } from "../../case/checks.ts";
import { type ConformanceCase, defineCase } from "../../case/conformance-case.ts";
import { begin, numbered, protocolOf } from "../ray/logs.ts";

const jobId = "raysubmit_scripted00000000";
const token = "conformance-agent-token";
const log = numbered(20);
const lines = log.split("\n").slice(0, -1);
const pollIntervalMs = 500;
const event = (message: string): string => JSON.stringify({ type: "log", message });

/** What an agent may send while there is no line: transport and bytes. */
const beats: ReadonlyArray<readonly [name: string, transport: "http" | "websocket", beat: string | Uint8Array]> = [
  ["comments", "http", ": ping\n\n"],
  ["blank-lines", "http", "\n"],
  ["pings", "http", 'data: {"type": "ping"}\n\n'],
  ["progress", "http", 'data: {"type": "progress", "percent": 40}\n\n'],
  ["named-events", "http", "event: ping\ndata: {}\n\n"],
  ["ids-and-retries", "http", "id: 7\nretry: 1000\n\n"],
  ["empty-frames", "websocket", ""],
  ["empty-binary-frames", "websocket", new Uint8Array(0)],
  ["ping-frames", "websocket", '{"type": "ping"}'],
  ["progress-frames", "websocket", '{"type": "progress", "percent": 40}'],
];

/** Endless heartbeats: they hide neither a line nor the job's end, and none costs a request. */
export const agentHeartbeatCases: ReadonlyArray<ConformanceCase> = beats.flatMap(([name, transport, beat]) =>
  (["slow", "flood"] as const).map((pace) =>
    defineCase({
      id: `agent/heartbeats/${name}-${pace}`,
      surface: "agent",
      cites: ["agent/r5/heartbeats-are-no-progress", "agent/r2/proven-end", "faults/row/11"],
      transports: [transport],
      ...(transport === "websocket" ? { needs: ["handshake-headers" as const] } : {}),
      world: async ({ faultyAgent }) => {
        const frames = (): ReadonlyArray<string> => lines.map(event);
        const agent = await faultyAgent({
          status: "RUNNING",
          log,
          token,
          fault: ({ endpoint }): Fault | undefined => {
            if (endpoint === "socket") return instead(socket(thenHeartbeats(frames(), beat, paces[pace])));
            if (endpoint !== "stream") return undefined;
            const events = frames().map((data) => `data: ${data}\n\n`);
            return instead(
              http(thenHeartbeats<string | Uint8Array>(events, beat, paces[pace]), {
                headers: { "content-type": "text/event-stream" },
                framing: "chunked",
              }),
            );
          },
        });
        return {
          url: agent.baseUrl,
          token,
          truth: () => new TextEncoder().encode(`${log}late\nlast\n`),
          hands: {
            asked: () => agent.server.requests.length,
            write: () => agent.append("late\n"),
            end: () => {
              agent.append("last\n");
              agent.setStatus("SUCCEEDED");
            },
          },
        };
      },
      run: async (bench) => {
        const began = Date.now();
        const options = { protocol: protocolOf(bench.transport), idleMs: 2_000 };
        const tail = begin(() => bench.agent({ pollIntervalMs }).jobs.tailLogs(jobId, options));
        await until(() => tail.lines.length === 20, "the lines so far");
        await bench.hand["write"]?.();
        await until(() => tail.lines.length === 21, "a line that the live source does not bring", 40_000);
        await bench.hand["end"]?.();
        await bench.checkLines(await tail.over);
        const most = 25 + (2 * (Date.now() - began)) / pollIntervalMs;
        holds(((await bench.hand["asked"]?.()) as number) < most, `fewer than ${Math.round(most)} requests`);
      },
    }),
  ),
);
