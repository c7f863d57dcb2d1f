import { createServer, type Server } from "node:net";

/** The ports of one Ray head, and the lock that reserves them. */
export interface ReservedPorts extends HeadPorts {
  readonly release: () => Promise<void>;
}

/** The ports of one Ray head. Ray needs all of them set: its default worker range collides with chosen ports. */
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
  /** The port of the Redis of a `persistent` head. */
  readonly redis: number;
  readonly workersFrom: number;
  readonly workersTo: number;
}

const FIRST_BLOCK = 22_000;
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
  redis: base + 9,
  workersFrom: base + 100,
  workersTo: base + 399,
});

/** The ports of a node that is added to a head. */
export type NodePorts = Pick<
  HeadPorts,
  "agent" | "agentGrpc" | "runtimeEnvAgent" | "nodeManager" | "objectManager" | "metrics" | "workersFrom" | "workersTo"
>;

/** The ports of the node with this index, from 0 to 2, in the block of its head. */
export const nodePorts = ({ gcs: base }: HeadPorts, index: number): NodePorts => {
  const from = base + 20 + index * 10;
  const workersFrom = base + 400 + index * 200;
  return {
    agent: from,
    agentGrpc: from + 1,
    runtimeEnvAgent: from + 2,
    nodeManager: from + 3,
    objectManager: from + 4,
    metrics: from + 5,
    workersFrom,
    workersTo: workersFrom + 199,
  };
};

const take = (port: number): Promise<Server | undefined> =>
  new Promise((resolve) => {
    const server = createServer();
    server.once("error", () => resolve(undefined));
    server.listen({ port, host: "0.0.0.0", exclusive: true }, () => resolve(server.unref()));
  });

const close = (server: Server): Promise<void> => new Promise((resolve) => server.close(() => resolve()));

const isFree = async (port: number): Promise<boolean> => {
  const server = await take(port);
  if (server !== undefined) await close(server);
  return server !== undefined;
};

const allFree = async (ports: HeadPorts): Promise<boolean> => {
  for (let port = ports.gcs; port <= ports.redis; port++) if (!(await isFree(port))) return false;
  for (let port = ports.workersFrom; port <= ports.workersTo; port++) if (!(await isFree(port))) return false;
  return true;
};

/** Undefined when something else is on one of the ports. */
const reserve = async (ports: HeadPorts): Promise<ReservedPorts | undefined> => {
  // Holds one unused port of the block while the head runs. A search for free ports is not enough, since Ray takes them one by
  // one over seconds (two runs that began together took each other's ports).
  const guard = await take(ports.redis + 1);
  if (guard === undefined) return undefined;
  if (await allFree(ports)) return { ...ports, release: () => close(guard) };
  await close(guard);
  return undefined;
};

/**
 * Reserves the first block with every port free. Tries blocks from `from` upwards in steps of 1,000, then those below.
 *
 * @param from the first port to try; default 22,000, which avoids the default ports of other tools
 */
export const reserveHeadPorts = async (from: number = FIRST_BLOCK): Promise<ReservedPorts> => {
  const bases: Array<number> = [];
  for (let base = from; base <= LAST_BLOCK; base += BLOCK) bases.push(base);
  for (let base = FIRST_BLOCK; base < from; base += BLOCK) bases.push(base);
  for (const base of bases) {
    const reserved = await reserve(block(base));
    if (reserved !== undefined) return reserved;
  }
  throw new Error(`no free block of ports for a Ray head between ${FIRST_BLOCK} and ${LAST_BLOCK + BLOCK}`);
};

/** Reserves the ports of a head that was stopped. */
export const reserveAgain = async (ports: HeadPorts): Promise<ReservedPorts> => {
  const reserved = await reserve(ports);
  if (reserved === undefined) throw new Error(`the ports from ${ports.gcs} upwards are no longer free`);
  return reserved;
};
