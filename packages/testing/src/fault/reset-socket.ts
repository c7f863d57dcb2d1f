import type { Socket } from "node:net";

/**
 * Ends a socket by a reset. It only destroys a socket whose writing side was ended already: libuv refuses to reset it while that
 * end is under way, and then Node 24 never emits `close` for it and spins at exit (`close()` of the proxy hung in the live suite).
 */
export const resetSocket = (socket: Socket): void => {
  if (socket.writableEnded || socket.destroyed) socket.destroy();
  else socket.resetAndDestroy();
};
