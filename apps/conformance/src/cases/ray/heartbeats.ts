import { type Fault, instead, socket } from "@jobwire/testing/faults";
import { paces, thenHeartbeats } from "../../case/heartbeat-frames.ts";
import { holds, until } from "../../case/checks.ts";
import { type ConformanceCase, defineCase } from "../../case/conformance-case.ts";
import { begin, firstLine, numbered, protocolOf } from "./logs.ts";

const jobId = "raysubmit_scripted00000000";
const log = firstLine + numbered(20);
const pollIntervalMs = 500;

/** Sockets that send empty frames without end: they hide neither a line nor the job's end, and none costs a request. */
export const rayHeartbeatCases: ReadonlyArray<ConformanceCase> = (["slow", "flood"] as const).map((pace) =>
  defineCase({
    id: `ray/heartbeats/empty-frames-${pace}`,
    surface: "ray",
    cites: ["ray/r5/heartbeats-are-no-progress", "ray/r2/proven-end", "faults/row/11"],
    transports: ["websocket", "auto"],
    needs: ["ray-socket"],
    world: async ({ faultyRay }) => {
      const ray = await faultyRay({
        status: "RUNNING",
        log,
        fault: ({ endpoint }): Fault | undefined =>
          endpoint === "tail"
            ? instead(socket(thenHeartbeats([log], "", paces[pace]), { answersControlFrames: false }))
            : undefined,
      });
      return {
        url: ray.url,
        truth: () => new TextEncoder().encode(`${log}late\nlast\n`),
        hands: {
          asked: () => ray.server.requests.length,
          write: () => ray.append("late\n"),
          end: () => {
            ray.append("last\n");
            ray.setStatus("SUCCEEDED");
          },
        },
      };
    },
    run: async (bench) => {
      const began = Date.now();
      const { lines, over } = begin(() =>
        bench.ray({ pollIntervalMs }).jobs.tailLogs(jobId, { protocol: protocolOf(bench.transport) }),
      );
      await until(() => lines.length === 21, "the lines so far");
      await bench.hand["write"]?.();
      await until(() => lines.length === 22, "a line that the socket does not bring", 40_000);
      await bench.hand["end"]?.();
      await bench.checkLines(await over);
      const most = 20 + (2 * (Date.now() - began)) / pollIntervalMs;
      holds(((await bench.hand["asked"]?.()) as number) < most, `fewer than ${Math.round(most)} requests`);
    },
  }),
);
