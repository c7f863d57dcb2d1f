import * as Effect from "effect/Effect";
import type { BufferBudget } from "./buffer-budget.ts";
import type { OpenSocket, SocketMessages } from "./http.ts";
import type { ReadTurns } from "./read-turns.ts";

/** The limits of a socket. */
export interface SocketLimits {
  readonly maxMessageBytes: number;
  readonly highWaterBytes: () => number;
}

const bytesOf = (messages: SocketMessages<string | Uint8Array> | undefined): number => {
  if (messages === undefined || "closed" in messages) return 0;
  let bytes = 0;
  for (const { length } of "frames" in messages ? messages.frames : messages.encoded) bytes += length;
  return bytes;
};

/**
 * Opens a socket that is read in turns: while its reader waits for the next one, the connection holds little. A socket that cannot pause
 * is read at once, since all that the server sends would wait in memory.
 */
export const socketInTurn = <E, R>(
  turns: ReadTurns,
  buffers: BufferBudget,
  limits: SocketLimits,
  open: (limits: SocketLimits) => Effect.Effect<OpenSocket, E, R>,
): Effect.Effect<OpenSocket, E, R> => {
  const { waitingBytes } = buffers;
  if (waitingBytes === undefined) return open(limits);
  return Effect.suspend(() => {
    const turn = turns.join();
    const highWaterBytes = (): number => {
      const bytes = limits.highWaterBytes();
      return turn.isOn() ? bytes : Math.min(waitingBytes, bytes);
    };
    return Effect.map(open({ ...limits, highWaterBytes }), (socket) => ({
      ...socket,
      pull: turn.inTurn(socket.pull, bytesOf),
      // The turn comes soon: all readers together take about 256 KiB between two turns of the event loop.
      pullWithin: (waitMs) => turn.inTurn(socket.pullWithin(waitMs), bytesOf),
    }));
  });
};
