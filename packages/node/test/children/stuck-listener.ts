/** Listens with the shortest possible queue and never accepts: its only thread sleeps forever. */
import { createServer } from "node:net";
import { writeSync } from "node:fs";
import type { AddressInfo } from "node:net";

const server = createServer();
server.listen({ port: 0, host: "127.0.0.1", backlog: 1 }, () => {
  writeSync(1, `${(server.address() as AddressInfo).port}\n`);
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
});
