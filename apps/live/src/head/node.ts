import { execFile } from "node:child_process";
import { randomUUID } from "node:crypto";
import { join } from "node:path";
import { promisify } from "node:util";
import { nodePorts, type HeadPorts } from "./ports.ts";
import { endMarked, MARK, markedProcesses, type SeenProcess, signalProcess } from "./processes.ts";
import type { RayVenv } from "./venv.ts";

const run = promisify(execFile);

/** A node without a head that this process added to a cluster on this machine. */
export interface RayNode {
  /** A job that asks for a share of this resource runs its driver on the node: `entrypointResources: { [resource]: 0.01 }`. */
  readonly resource: string;
  /** The path of the log file of a job whose driver runs on the node. */
  readonly logFile: (submissionId: string) => string;
  /** The mark of its processes: see `markedProcesses`. */
  readonly mark: string;
  /** Kills all its processes at once, including those of jobs, as a power cut does. */
  readonly kill: () => Promise<void>;
  /** Asks its raylet to end with SIGTERM, as `ray stop` and a cluster that shrinks do. Does not wait. */
  readonly terminate: () => Promise<void>;
  /** Ends all its processes. A second call does nothing. */
  readonly stop: () => Promise<void>;
}

const args = (ports: HeadPorts, index: number, resource: string, tempDir: string): ReadonlyArray<string> => {
  const own = nodePorts(ports, index);
  return Object.entries({
    address: `127.0.0.1:${ports.gcs}`,
    "dashboard-agent-listen-port": own.agent,
    "dashboard-agent-grpc-port": own.agentGrpc,
    "runtime-env-agent-port": own.runtimeEnvAgent,
    "node-manager-port": own.nodeManager,
    "object-manager-port": own.objectManager,
    "metrics-export-port": own.metrics,
    "min-worker-port": own.workersFrom,
    "max-worker-port": own.workersTo,
    "num-cpus": 1,
    "object-store-memory": 100_000_000,
    resources: JSON.stringify({ [resource]: 1 }),
    "temp-dir": tempDir,
  }).flatMap(([name, value]) => [`--${name}`, String(value)]);
};

/** True for the process that is the node to Ray. */
const isRaylet = ({ command }: SeenProcess): boolean => command[0]?.endsWith("/raylet") === true;

/**
 * Adds a node to the cluster whose head has these ports. Resolves when its raylet runs; the head lists it a moment later.
 *
 * @param index from 0 to 2; the node takes its ports from the head's block
 */
export const startNode = async (
  venv: RayVenv,
  at: {
    readonly ports: HeadPorts;
    readonly index: number;
    /**
     * The head's folder. Nodes on one machine share it: the part of an agent that reads whole logs takes the head for its own node when
     * both have one address (2.60), and would read the file of the same name in the head's folder.
     */
    readonly tempDir: string;
    readonly env: NodeJS.ProcessEnv;
  },
): Promise<RayNode> => {
  const { ports, index, tempDir, env } = at;
  const mark = randomUUID();
  const resource = `node-${index}`;
  const stop = (): Promise<void> => endMarked(mark);
  try {
    await run(venv.ray, ["start", "--disable-usage-stats", ...args(ports, index, resource, tempDir)], {
      env: { ...env, [MARK]: mark },
      timeout: 240_000,
      maxBuffer: 10_000_000,
    });
  } catch (error) {
    await stop();
    throw error;
  }
  return {
    resource,
    logFile: (submissionId) => join(tempDir, "session_latest", "logs", `job-driver-${submissionId}.log`),
    mark,
    kill: () => endMarked(mark, { politeMs: 0 }),
    terminate: async () => {
      for (const one of await markedProcesses(mark)) if (isRaylet(one)) signalProcess(one.pid, "SIGTERM");
    },
    stop,
  };
};
