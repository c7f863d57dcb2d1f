import { randomUUID } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { type RayNode, startNode } from "./node.ts";
import { type HeadPorts, reserveAgain, reserveHeadPorts } from "./ports.ts";
import { endMarked, MARK, markedProcesses, type SeenProcess } from "./processes.ts";
import { startRedis } from "./redis.ts";
import { enterStartGate } from "./start-gate.ts";
import { startRay } from "./start-ray.ts";
import type { RayVenv } from "./venv.ts";

/** Options of a head. */
export interface HeadOptions {
  readonly venv: RayVenv;
  /** The head requires this token. */
  readonly token?: string;
  /** The search for free ports begins at this port; see {@link reserveHeadPorts}. */
  readonly portsFrom?: number;
  /** Exactly these ports, such as those of a stopped head. */
  readonly ports?: HeadPorts;
  /** Keeps the head's jobs and nodes in its own Redis, across {@link RayHead.kill} and {@link RayHead.startAgain}. */
  readonly persistent?: boolean;
}

/** Options of a head that starts again. */
export interface StartAgainOptions {
  /** The head finds its folder with all logs (`kept`), or an empty one as on another machine (`lost`). */
  readonly disk: "kept" | "lost";
}

/** A Ray head that this process started. */
export interface RayHead {
  /** The dashboard's URL. */
  readonly address: string;
  readonly ports: HeadPorts;
  /**
   * The folder with the session's log files. Tests compare a tail with `job-driver-<submission id>.log`. After a start with a lost
   * disk this is another folder, and the old files stay in the old one until `stop`.
   */
  readonly logDir: string;
  /** The path of a job's log file, valid until the head starts again. */
  readonly logFile: (submissionId: string) => string;
  readonly token: string | undefined;
  /** The mark of its processes: see `markedProcesses`. */
  readonly mark: string;
  /** Its running processes, including those of jobs. */
  readonly processes: () => Promise<ReadonlyArray<SeenProcess>>;
  /** Kills all its processes at once, including those of jobs, as a power cut does. Its Redis and its folder stay. */
  readonly kill: () => Promise<void>;
  /** Starts it again at the same address after {@link kill}; resolves when it accepts jobs. */
  readonly startAgain: (options: StartAgainOptions) => Promise<void>;
  /** Adds a node to its cluster, at most three at a time; resolves when the head lists it. `stop` ends it, `kill` does not. */
  readonly addNode: () => Promise<RayNode>;
  /** Ends all its processes and its nodes, and removes its folders. A second call does nothing. */
  readonly stop: () => Promise<void>;
}

const environment = (mark: string, extra: NodeJS.ProcessEnv): NodeJS.ProcessEnv => {
  // The caller's RAY_* would connect the head, or its jobs, to another cluster.
  const clean = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith("RAY_")));
  return {
    ...clean,
    [MARK]: mark,
    LC_ALL: "C.UTF-8", // Ray's agent decodes logs in its own locale
    ...extra,
  };
};

const args = (ports: HeadPorts, tempDir: string): ReadonlyArray<string> =>
  Object.entries({
    port: ports.gcs,
    "dashboard-host": "127.0.0.1",
    "dashboard-port": ports.dashboard,
    "dashboard-agent-listen-port": ports.agent,
    "dashboard-agent-grpc-port": ports.agentGrpc,
    "runtime-env-agent-port": ports.runtimeEnvAgent,
    "node-manager-port": ports.nodeManager,
    "object-manager-port": ports.objectManager,
    "ray-client-server-port": ports.client,
    "metrics-export-port": ports.metrics,
    "min-worker-port": ports.workersFrom,
    "max-worker-port": ports.workersTo,
    "num-cpus": 2,
    "object-store-memory": 100_000_000,
    "temp-dir": tempDir,
  }).flatMap(([name, value]) => [`--${name}`, String(value)]);

/** A head is ready after 10 s on a machine with nothing else to do, and after minutes on one with far too much. */
const startLimitMs = 240_000;

const answers = async (url: string): Promise<boolean> => {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(5_000) });
    await response.arrayBuffer();
    return response.ok;
  } catch {
    return false; // not up yet; the caller's deadline decides
  }
};

/** True when the dashboard is up, its job module responds and it lists a node. Without a node no log file can be read. */
const ready = async (address: string, token: string | undefined): Promise<boolean> => {
  if (!(await answers(`${address}/api/gcs_healthz`))) return false;
  const headers = token === undefined ? {} : { authorization: `Bearer ${token}` };
  try {
    for (const path of ["/api/jobs/", "/api/v0/nodes"]) {
      const response = await fetch(address + path, { headers, signal: AbortSignal.timeout(5_000) });
      const body = await response.text();
      if (!response.ok || (path === "/api/v0/nodes" && !body.includes('"ALIVE"'))) return false;
    }
    return true;
  } catch {
    return false;
  }
};

/** True when the head lists an alive node with this resource. */
const lists = async (address: string, token: string | undefined, resource: string): Promise<boolean> => {
  const headers = token === undefined ? {} : { authorization: `Bearer ${token}` };
  try {
    const response = await fetch(`${address}/api/v0/nodes?detail=true`, {
      headers,
      signal: AbortSignal.timeout(5_000),
    });
    return response.ok && (await response.text()).includes(`"${resource}"`);
  } catch {
    return false; // the caller's deadline decides
  }
};

/** Starts a Ray head on loopback, with every port set and a short private folder. Resolves when it accepts jobs. */
export const startHead = async (options: HeadOptions): Promise<RayHead> => {
  const { venv, token, persistent = false } = options;
  const ports = await (options.ports === undefined ? reserveHeadPorts(options.portsFrom) : reserveAgain(options.ports));
  const mark = randomUUID();
  const env = environment(mark, {
    ...(token === undefined ? {} : { RAY_AUTH_MODE: "token", RAY_AUTH_TOKEN: token }),
    ...(persistent ? { RAY_REDIS_ADDRESS: `127.0.0.1:${ports.redis}` } : {}),
  });
  const address = `http://127.0.0.1:${ports.dashboard}`;
  const tempDirs: Array<string> = [];
  let redis: number | undefined;
  let logDir = "";

  const takeTempDir = async (): Promise<void> => {
    // Not os.tmpdir(): Ray puts sockets below it, and a socket's path is limited to 107 bytes.
    tempDirs.push(await mkdtemp("/tmp/jw-"));
  };
  const start = async (): Promise<void> => {
    const tempDir = tempDirs.at(-1) ?? "";
    await startRay(venv, ["--head", ...args(ports, tempDir)], {
      env,
      clean: () => endMarked(mark, { politeMs: 0, except: redis }),
    });
    const deadline = Date.now() + startLimitMs;
    while (!(await ready(address, token))) {
      if (Date.now() > deadline)
        throw new Error(`the Ray head at ${address} was not ready after ${startLimitMs / 1_000} s`);
      await pause(200);
    }
    logDir = join(tempDir, "session_latest", "logs");
  };
  const nodes: Array<RayNode> = [];
  const stop = async (): Promise<void> => {
    await Promise.all([endMarked(mark), ...nodes.map((node) => node.stop())]);
    await ports.release();
    for (const tempDir of tempDirs) await rm(tempDir, { recursive: true, force: true, maxRetries: 5 });
  };
  try {
    await takeTempDir();
    if (persistent) redis = await startRedis(ports.redis, env);
    const leave = await enterStartGate();
    await start().finally(leave);
  } catch (error) {
    await stop();
    throw error;
  }
  return {
    address,
    ports,
    get logDir() {
      return logDir;
    },
    logFile: (submissionId) => join(logDir, `job-driver-${submissionId}.log`),
    token,
    mark,
    processes: () => markedProcesses(mark),
    kill: () => endMarked(mark, { politeMs: 0, except: redis }),
    startAgain: async ({ disk }) => {
      if (disk === "lost") await takeTempDir();
      await start();
    },
    addNode: async () => {
      const node = await startNode(venv, { ports, index: nodes.length, tempDir: tempDirs.at(-1) ?? "", env });
      nodes.push(node);
      const deadline = Date.now() + 60_000;
      while (!(await lists(address, token, node.resource))) {
        if (Date.now() > deadline) throw new Error(`the Ray head at ${address} did not list its new node after 60 s`);
        await pause(200);
      }
      return node;
    },
    stop,
  };
};
