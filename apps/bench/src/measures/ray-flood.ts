import type { Figure } from "../figure.ts";
import { startServerProcess } from "../servers/server-process.ts";
import type { BenchContext } from "./bench-context.ts";
import { measureFlood } from "./flood-rows.ts";

const bareSocket = (runtime: string): readonly [string] => [
  runtime === "node" ? "bare-ray-socket" : "bare-standard-socket",
];

/** A live Ray tail by WebSocket, 10 lines a message, against a bare socket that splits its messages. */
export const raySocket = async (context: BenchContext): Promise<ReadonlyArray<Figure>> => {
  const server = await startServerProcess("flood-ray");
  try {
    return await measureFlood(context, {
      title: "a live Ray tail",
      address: server.address,
      lines: context.quick ? 2_000_000 : 6_000_000,
      finished: false,
      raw: "ray",
      bare: bareSocket,
      ways: [
        { name: "Ray socket, batches", args: ["ray", "batches", "websocket"], speed: 0.85, memory: 1.5 },
        { name: "Ray socket, text of batches", args: ["ray", "text", "websocket"], speed: 0.9 },
        { name: "Ray socket, line by line", args: ["ray", "lines", "websocket"], speed: 0.5 },
      ],
    });
  } finally {
    await server.stop();
  }
};

/** The log of a finished Ray job by its file, against fetch, decode and split. */
export const rayFile = async (context: BenchContext): Promise<ReadonlyArray<Figure>> => {
  const server = await startServerProcess("flood-ray");
  try {
    return await measureFlood(context, {
      title: "the log file of a finished Ray job",
      address: server.address,
      lines: context.quick ? 2_000_000 : 6_000_000,
      finished: true,
      raw: "file",
      bare: () => ["bare-file"],
      ways: [{ name: "Ray log file, batches", args: ["ray", "batches", "auto"], speed: 0.9, memory: 1.5 }],
    });
  } finally {
    await server.stop();
  }
};
