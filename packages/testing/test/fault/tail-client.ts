import type { Buffer } from "node:buffer";
import { WebSocket } from "ws";

/** What a plain WebSocket client received from a tail. */
export interface TailSeen {
  readonly frames: string[];
  /** HTTP status when the upgrade was refused. */
  readonly refused?: number;
  readonly code: number;
}

/** Opens a tail without compression, as Ray requires, and resolves when it is closed. `onFrame` may end it by returning true. */
export function readTail(
  url: string,
  onFrame?: (frames: string[]) => boolean,
  options: { headers?: Record<string, string> } = {},
): Promise<TailSeen> {
  return new Promise((resolve, reject) => {
    const frames: string[] = [];
    const client = new WebSocket(url.replace(/^http/, "ws"), { perMessageDeflate: false, ...options });
    client.on("message", (data) => {
      frames.push((data as Buffer).toString("utf8"));
      if (onFrame?.(frames)) client.terminate();
    });
    client.on("unexpected-response", (request, response) => {
      request.destroy();
      resolve({ frames, refused: response.statusCode ?? 0, code: 0 });
    });
    client.on("error", (error) => {
      if (client.readyState !== WebSocket.CLOSING && client.readyState !== WebSocket.CLOSED) reject(error);
    });
    client.on("close", (code) => resolve({ frames, code }));
  });
}
