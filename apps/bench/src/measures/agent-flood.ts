import type { Figure } from "../figure.ts";
import { startServerProcess } from "../servers/server-process.ts";
import type { BenchContext } from "./bench-context.ts";
import { measureFlood } from "./flood-rows.ts";

/** Live tails of an agent by WebSocket and by event stream, one JSON event a line, against bare clients that parse each event. */
export const agentFlood = async (context: BenchContext): Promise<ReadonlyArray<Figure>> => {
  const server = await startServerProcess("flood-agent");
  const common = { address: server.address, lines: context.quick ? 600_000 : 2_000_000, finished: false };
  try {
    return [
      ...(await measureFlood(context, {
        ...common,
        title: "a live agent tail by WebSocket",
        raw: "agent",
        bare: (runtime) => (runtime === "node" ? ["bare-agent-socket"] : ["bare-standard-socket", "agent"]),
        ways: [{ name: "agent socket, batches", args: ["agent", "batches", "websocket"], speed: 1, memory: 1.5 }],
      })),
      ...(await measureFlood(context, {
        ...common,
        title: "a live agent tail by event stream",
        raw: "stream",
        bare: () => ["bare-agent-stream"],
        ways: [{ name: "agent stream, batches", args: ["agent", "batches", "http"], speed: 0.9, memory: 1.5 }],
      })),
    ];
  } finally {
    await server.stop();
  }
};
