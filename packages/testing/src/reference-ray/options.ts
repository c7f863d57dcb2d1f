import { isIPv4 } from "node:net";

/** Ray's slow clocks, in milliseconds. The defaults are Ray's own; tests make them short. */
export interface ReferenceRayClocks {
  /** How often a tail checks its log, or whether a job has started (Ray: 1000, fixed). */
  readonly tailPollMs: number;
  /** From SIGTERM to SIGKILL when a job is stopped (Ray: 3000, RAY_JOB_STOP_WAIT_TIME_S). */
  readonly killAfterMs: number;
  /** From the submission (or from free resources) to RUNNING. On an idle Ray 2.60 head about 1000. */
  readonly supervisorStartMs: number;
  /** A job that is PENDING for longer fails (Ray: 900,000, RAY_JOB_START_TIMEOUT_SECONDS). */
  readonly startTimeoutMs: number;
  /** Total time of `logs/file` when the request names no `timeout` (Ray: 30,000). */
  readonly fileTimeoutMs: number;
  /** From a deployment of Serve to RUNNING or DEPLOY_FAILED. On an idle Ray 2.60 head about 2000. */
  readonly serveDeployMs: number;
  /** Total time of any request to the state API, log streams included (Ray: 300,000). */
  readonly proxyTimeoutMs: number;
}

/** Options of `startReferenceRay`. Everything has a default. */
export interface ReferenceRayOptions {
  /** 0, the default, takes any free port. */
  readonly port?: number;
  /** A loopback address or `localhost`. The server refuses others, because it runs the commands it receives. */
  readonly host?: string;
  /** Switches token authentication on (`RAY_AUTH_MODE=token`). */
  readonly token?: string;
  /** This folder is kept on close; the default is a temporary folder that `close()` removes. */
  readonly logDirectory?: string;
  /**
   * "2.60.0" by default. An older version behaves as that version does in everything about jobs and logs: up to 2.51.1 every request
   * without a `User-Agent` gets a 500, from 2.46 on a tail with compression gets no frame, and so on.
   */
  readonly rayVersion?: string;
  /** CPUs of the one node, 2 by default. */
  readonly cpus?: number;
  /** The times by which Ray's own loops run, for tests that cannot wait for them. */
  readonly clocks?: Partial<ReferenceRayClocks>;
}

export const RAY_CLOCKS: ReferenceRayClocks = {
  tailPollMs: 1000,
  killAfterMs: 3000,
  supervisorStartMs: 1000,
  startTimeoutMs: 900_000,
  fileTimeoutMs: 30_000,
  serveDeployMs: 2000,
  proxyTimeoutMs: 300_000,
};

/** Throws a RangeError for a host that other machines could reach. */
export function loopbackOnly(host: string): string {
  if (host === "localhost" || host === "::1" || (isIPv4(host) && host.startsWith("127."))) return host;
  throw new RangeError(
    `The reference Ray refuses to listen on host ${JSON.stringify(host)}, because it runs every command it receives. Use 127.0.0.1, localhost or ::1.`,
  );
}
