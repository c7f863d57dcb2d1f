import { createServer, type Server } from "node:net";
import { setTimeout as pause } from "node:timers/promises";

/** Whoever listens on one of these ports may start a head. The system releases the port of a process that dies. */
const gates: ReadonlyArray<number> = [21_990, 21_991];

/** After this long something else may hold the ports, so the start begins anyway. */
const patienceMs = 150_000;

const listen = (port: number): Promise<Server | undefined> =>
  new Promise((resolve) => {
    const server = createServer();
    server.once("error", () => resolve(undefined));
    server.listen({ port, host: "127.0.0.1", exclusive: true }, () => resolve(server.unref()));
  });

/**
 * Waits until fewer than two heads are starting on this machine. A head starts a dozen Python processes, so on two cores more of them
 * only make each other miss Ray's own time limits. Resolves with the function that lets the next one start.
 */
export const enterStartGate = async (): Promise<() => void> => {
  const deadline = Date.now() + patienceMs;
  while (Date.now() < deadline) {
    for (const port of gates) {
      const server = await listen(port);
      if (server !== undefined) return () => void server.close();
    }
    await pause(200);
  }
  return () => undefined;
};
