import { randomBytes } from "node:crypto";
import { mkdirSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join, resolve } from "node:path";
import { Watchdog } from "../local-jobs/watchdog.ts";
import { type Cluster, featuresOf } from "./cluster.ts";
import { JobTable } from "./job-table.ts";
import { NodeResources } from "./node-resources.ts";
import { loopbackOnly, RAY_CLOCKS, type ReferenceRayOptions } from "./options.ts";
import { PackageStore } from "./package-store.ts";
import { RequestListener } from "./request-listener.ts";
import { ServeTable } from "./serve-table.ts";
import { StateGate } from "./state-gate.ts";
import { GivenRows, type GivenTable } from "./state-tables.ts";

/** A running reference Ray. */
export interface ReferenceRay {
  /** `http://127.0.0.1:8265`, without a slash at the end. */
  readonly url: string;
  /** The port on which it listens. */
  readonly port: number;
  /** The folder of the log files, absolute. */
  readonly logDirectory: string;
  /** The id of the one node, as in `driver_node_id`. */
  readonly nodeId: string;
  /** The truth to compare a tail with. */
  logFile(submissionId: string): string;
  /** Number of requests by method and path pattern (`GET /api/jobs/{}`), upgrades and refused requests included. */
  readonly requests: ReadonlyMap<string, number>;
  /** How many of the 100 slots that all log and state requests share are in use now. */
  slotsInUse(): number;
  /** Takes slots, as abandoned log streams do; the result frees them. */
  occupySlots(count: number): () => void;
  /** Adds a script that called `ray.init()`, which none can here: a DRIVER job, or the driver of a submission. Returns its Ray job id. */
  addDriverJob(options?: {
    /** The command that the job shows. Default `python driver.py`. */
    readonly entrypoint?: string;
    /** Makes it the driver of this submission. Default: a job of type DRIVER. */
    readonly submissionId?: string;
  }): string;
  /** Ends a job that `addDriverJob` added, as SUCCEEDED. Takes the Ray job id. */
  endDriverJob(id: string): void;
  /** Adds a row to a table of the state API, because no tasks or actors run here. Include `detail` columns; use Ray's keys. */
  addStateRow(table: GivenTable, row: Readonly<Record<string, unknown>>): void;
  /** As `addStateRow`, but replaces the row with the same id (of a task: the same id and attempt). */
  setStateRow(table: GivenTable, row: Readonly<Record<string, unknown>>): void;
  /** Ends all connections and kills all processes of all jobs. */
  close(): Promise<void>;
  /** As `close`, for `await using`. */
  [Symbol.asyncDispose](): Promise<void>;
}

/**
 * Starts a loopback server that runs entrypoints as local processes and implements the dashboard API of Ray 2.60 as observed on a
 * real head, wrong responses included. Rejects when the port is taken or the host is not a loopback address.
 *
 * Without a `token` every program of this machine may run commands here. Web pages may not, with or without one: beyond Ray's own
 * checks, the server accepts loopback host names only, takes JSON only as JSON, and lets no page of another origin read.
 *
 * @example
 * ```ts
 * import { startReferenceRay } from "@jobwire/testing";
 * import { ray } from "jobwire";
 *
 * const server = await startReferenceRay();
 * const cluster = ray({ address: server.url });
 * const job = await cluster.jobs.submit({ entrypoint: "echo hello" });
 * for await (const line of job.logs()) console.log(line);
 * await cluster.close();
 * await server.close();
 * ```
 */
export async function startReferenceRay(options: ReferenceRayOptions = {}): Promise<ReferenceRay> {
  const host = loopbackOnly(options.host ?? "127.0.0.1");
  const closing = new AbortController();
  const watchdog = new Watchdog("jobwire-ray-");
  const logDirectory = resolve(options.logDirectory ?? join(watchdog.folder, "logs"));
  const packageFolder = join(watchdog.folder, "packages");
  const nodeId = randomBytes(28).toString("hex");
  const nodeIp = "127.0.0.1";
  const resources = new NodeResources(options.cpus ?? 2, { "ray.io/node-id": nodeId });
  const clocks = { ...RAY_CLOCKS, ...options.clocks };
  const rayVersion = options.rayVersion ?? "2.60.0";
  let url = "";
  const packages = new PackageStore(packageFolder);
  const given = new GivenRows();
  const jobs = new JobTable({
    packages,
    watchdog,
    logDirectory,
    nodeId,
    nodeIp,
    agentAddress: () => url,
    resources,
    clocks,
  });
  const cluster: Cluster = {
    jobs,
    packages,
    serve: new ServeTable(packages, clocks.serveDeployMs),
    given,
    gate: new StateGate(),
    resources,
    clocks,
    features: featuresOf(rayVersion),
    rayVersion,
    sessionName: `session_${new Date().toISOString().slice(0, 19).replace("T", "_").replaceAll(":", "-")}_000000_${process.pid}`,
    nodeId,
    nodeIp,
    startedAt: Date.now(),
    logDirectory,
    token: options.token,
    closing: closing.signal,
  };
  const listener = new RequestListener(cluster);
  const server = createServer((request, response) => void listener.answer(request, response));
  server.on("upgrade", (request, socket) => listener.upgrade(request, socket));
  // aiohttp keeps an idle connection for 75 s; Node's 5 s would cut connections that a real Ray keeps.
  server.keepAliveTimeout = 75_000;
  try {
    mkdirSync(logDirectory, { recursive: true });
    mkdirSync(packageFolder);
    await new Promise<void>((listening, failed) => {
      server.once("error", failed);
      server.listen(options.port ?? 0, host, listening);
    });
  } catch (error) {
    await watchdog.close();
    throw error;
  }
  const { port } = server.address() as AddressInfo;
  url = `http://${host === "::1" ? "[::1]" : host}:${port}`;

  let closed: Promise<void> | undefined;
  const close = async (): Promise<void> => {
    closing.abort();
    const ended = new Promise<void>((resolveEnded) => server.close(() => resolveEnded()));
    listener.destroySockets();
    server.closeAllConnections();
    await Promise.all([ended, jobs.close()]);
  };
  return {
    url,
    port,
    logDirectory,
    nodeId,
    logFile: (submissionId) => jobs.logFile(submissionId),
    requests: listener.requests,
    slotsInUse: () => cluster.gate.slotsInUse,
    occupySlots: (count) => cluster.gate.occupy(count),
    addDriverJob: (driver = {}) => jobs.addDriver(driver.entrypoint ?? "python driver.py", driver.submissionId).id,
    endDriverJob: (id) => jobs.endDriver(id),
    addStateRow: (table, row) => given.add(table, row),
    setStateRow: (table, row) => given.set(table, row),
    close: () => (closed ??= close()),
    [Symbol.asyncDispose]: () => (closed ??= close()),
  };
}
