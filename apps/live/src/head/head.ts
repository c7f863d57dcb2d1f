import { execFile } from "node:child_process";
import { randomUUID } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { promisify } from "node:util";
import { type HeadPorts, reserveAgain, reserveHeadPorts } from "./ports.ts";
import { endMarked, MARK, markedProcesses, type SeenProcess } from "./processes.ts";
import type { RayVenv } from "./venv.ts";

const run = promisify(execFile);

/** What to start. */
export interface HeadOptions {
  readonly venv: RayVenv;
  /** Makes the head demand this token. */
  readonly token?: string;
  /** Where the search for free ports begins; see {@link reserveHeadPorts}. */
  readonly portsFrom?: number;
  /** These ports and no others, e.g. those of a head that was stopped. */
  readonly ports?: HeadPorts;
}

/** A Ray head of this process's own. */
export interface RayHead {
  /** The dashboard's URL. */
  readonly address: string;
  readonly ports: HeadPorts;
  /** Where the session's log files are: `job-driver-<submission id>.log` is the truth to compare a tail with. */
  readonly logDir: string;
  /** The log file of a job on disk. */
  readonly logFile: (submissionId: string) => string;
  readonly token: string | undefined;
  /** What its processes are known by: see `markedProcesses`. */
  readonly mark: string;
  /** Its living processes, the jobs' included. */
  readonly processes: () => Promise<ReadonlyArray<SeenProcess>>;
  /** Ends every process of it and removes its folder. May be called twice. */
  readonly stop: () => Promise<void>;
}

const environment = (mark: string, token: string | undefined): NodeJS.ProcessEnv => {
  // RAY_* of the caller would lead the head, or jobs on it, to another cluster.
  const clean = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith("RAY_")));
  return {
    ...clean,
    [MARK]: mark,
    LC_ALL: "C.UTF-8", // Ray's agent decodes logs in its own locale
    ...(token === undefined ? {} : { RAY_AUTH_MODE: "token", RAY_AUTH_TOKEN: token }),
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

const answers = async (url: string): Promise<boolean> => {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(5_000) });
    await response.arrayBuffer();
    return response.ok;
  } catch {
    return false; // not up yet; the caller's deadline decides
  }
};

/** The dashboard is up, its job module answers, and a node is known: without one no log file can be asked for. */
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

/** Starts a Ray head on loopback, with every port given and a short private folder; resolves when it takes jobs. */
export const startHead = async (options: HeadOptions): Promise<RayHead> => {
  const ports = await (options.ports === undefined ? reserveHeadPorts(options.portsFrom) : reserveAgain(options.ports));
  const mark = randomUUID();
  const env = environment(mark, options.token);
  // Not os.tmpdir(): Ray puts sockets below it, and a socket's path is limited to 107 bytes.
  const tempDir = await mkdtemp("/tmp/jw-");
  const stop = async (): Promise<void> => {
    await endMarked(mark);
    await ports.release();
    await rm(tempDir, { recursive: true, force: true, maxRetries: 5 });
  };
  const logDir = join(tempDir, "session_latest", "logs");
  const address = `http://127.0.0.1:${ports.dashboard}`;
  try {
    await run(options.venv.ray, ["start", "--head", "--disable-usage-stats", ...args(ports, tempDir)], {
      env,
      timeout: 120_000,
      maxBuffer: 10_000_000,
    });
    const deadline = Date.now() + 120_000;
    while (!(await ready(address, options.token))) {
      if (Date.now() > deadline) throw new Error(`the Ray head at ${address} was not ready after 120 s`);
      await pause(200);
    }
  } catch (error) {
    await stop();
    throw error;
  }
  return {
    address,
    ports,
    logDir,
    logFile: (submissionId) => join(logDir, `job-driver-${submissionId}.log`),
    token: options.token,
    mark,
    processes: () => markedProcesses(mark),
    stop,
  };
};
