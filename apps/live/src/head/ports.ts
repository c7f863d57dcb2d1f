import { createServer } from "node:net";

/** The ports of one Ray head. Ray must be given all of them: its default worker range collides with ports chosen by hand. */
export interface HeadPorts {
  readonly gcs: number;
  readonly dashboard: number;
  readonly agent: number;
  readonly agentGrpc: number;
  readonly runtimeEnvAgent: number;
  readonly nodeManager: number;
  readonly objectManager: number;
  readonly client: number;
  readonly metrics: number;
  readonly workersFrom: number;
  readonly workersTo: number;
}

/** Blocks end below 32768, where Linux takes the ports of outgoing connections from. */
const LAST_BLOCK = 31_000;
const BLOCK = 1_000;

const block = (base: number): HeadPorts => ({
  gcs: base,
  dashboard: base + 1,
  agent: base + 2,
  agentGrpc: base + 3,
  runtimeEnvAgent: base + 4,
  nodeManager: base + 5,
  objectManager: base + 6,
  client: base + 7,
  metrics: base + 8,
  workersFrom: base + 100,
  workersTo: base + 399,
});

const isFree = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const server = createServer();
    server.once("error", () => resolve(false));
    server.listen({ port, host: "0.0.0.0", exclusive: true }, () => server.close(() => resolve(true)));
  });

const allFree = async (ports: HeadPorts): Promise<boolean> => {
  for (let port = ports.gcs; port <= ports.metrics; port++) if (!(await isFree(port))) return false;
  for (let port = ports.workersFrom; port <= ports.workersTo; port++) if (!(await isFree(port))) return false;
  return true;
};

/**
 * The first block of ports, from `from` upwards in steps of 1,000, that is wholly free now.
 *
 * @param from the first port to try; 22,000 when not given, so that other tools' default ports are left alone
 */
export const findHeadPorts = async (from = 22_000): Promise<HeadPorts> => {
  for (let base = from; base <= LAST_BLOCK; base += BLOCK) {
    const ports = block(base);
    if (await allFree(ports)) return ports;
  }
  throw new Error(`no free block of ports for a Ray head between ${from} and ${LAST_BLOCK + BLOCK}`);
};
