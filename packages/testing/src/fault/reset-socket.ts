import type { Socket } from "node:net";

/**
 * Ends a socket by a reset. One whose writing side was ended already is only destroyed: libuv refuses to reset it while that end is
 * under way, and then Node (24) never emits `close` for it and spins at exit (seen: `close()` of the proxy hung in the live suite).
 */
export const resetSocket = (socket: Socket): void => {
  if (socket.writableEnded || socket.destroyed) socket.destroy();
  else socket.resetAndDestroy();
};
