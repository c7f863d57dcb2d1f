import type { CallOptions } from "../../surface/options.ts";
import type { JobwireError } from "../../errors.ts";

/**
 * One application of a Serve config, in Ray's own spelling, as `serve build` writes it; what is not named here is passed on as
 * it is.
 */
export interface ServeApplicationConfig {
  /** Default `default`. */
  readonly name?: string;
  readonly route_prefix?: string | null;
  /** `module:attribute`. */
  readonly import_path: string;
  readonly runtime_env?: Readonly<Record<string, unknown>>;
  readonly deployments?: ReadonlyArray<Readonly<Record<string, unknown>>>;
  readonly [field: string]: unknown;
}

/** The whole wanted state of Serve, in Ray's own spelling; what is not named here is passed on as it is. */
export interface ServeConfig {
  readonly applications: ReadonlyArray<ServeApplicationConfig>;
  /** Percent, 0 to 100. */
  readonly target_capacity?: number | null;
  readonly [field: string]: unknown;
}

/** A deployment of an application. */
export interface ServeDeployment {
  readonly name: string;
  /** `UPDATING`, `HEALTHY`, `UNHEALTHY`, `DEPLOY_FAILED`, `UPSCALING` or `DOWNSCALING`. */
  readonly status: string;
  readonly message: string;
  readonly targetReplicas: number;
  readonly replicas: ReadonlyArray<{
    readonly replicaId: string;
    readonly state: string;
    readonly pid: number | null;
    readonly actorId: string | null;
    readonly nodeId: string | null;
  }>;
}

/** An application of Serve. */
export interface ServeApplication {
  readonly name: string;
  readonly routePrefix: string | null;
  /** `NOT_STARTED`, `DEPLOYING`, `RUNNING`, `DEPLOY_FAILED`, `UNHEALTHY` or `DELETING`. */
  readonly status: string;
  /** Why it failed; a whole traceback when its module cannot be imported. */
  readonly message: string;
  /** Epoch milliseconds. Every deploy gives a new time, also one that changes nothing. */
  readonly deployedAtMs: number;
  /** `declarative` when it was deployed by a config, `imperative` when from Python. */
  readonly source: string;
  /** As it was deployed; null while it is being deleted, and for imperative ones. May hold secrets of `env_vars`. */
  readonly config: ServeApplicationConfig | null;
  readonly deployments: ReadonlyArray<ServeDeployment>;
  /** Whether {@link RayServe.scale} may be used. */
  readonly externalScalerEnabled: boolean;
  /** Fields, by Ray's names, that hold something else than they should (`status` reads `UNKNOWN` then). Absent when there are none. */
  readonly unreadable?: ReadonlyArray<string>;
}

/** Serve and its applications. */
export interface ServeStatus {
  /** False when Serve does not run on the cluster; there are no applications then. */
  readonly running: boolean;
  readonly applications: ReadonlyArray<ServeApplication>;
  readonly proxies: ReadonlyArray<{
    readonly nodeId: string;
    readonly nodeIp: string | null;
    /** `STARTING`, `HEALTHY`, `UNHEALTHY`, `DRAINING` or `DRAINED`. */
    readonly status: string;
  }>;
  /** Percent; null when there is none. */
  readonly targetCapacity: number | null;
  /** Names the set as it was read: another deploy, by anybody, makes another. Give it to `ifRevision`. */
  readonly revision: string;
}

/** Options of a deploy. */
export interface ServeDeployOptions extends CallOptions {
  /** Refuse with `Conflict` (reason `changed`) unless the set still is the one of this revision. */
  readonly ifRevision?: string | undefined;
}

/** Options of a wait for applications. */
export interface ServeWaitOptions extends CallOptions {
  /** Milliseconds until `Timeout` (reason `deadline`); default none. */
  readonly timeoutMs?: number | undefined;
  /** Milliseconds between polls; default the client's. */
  readonly pollIntervalMs?: number | undefined;
  /** Called when an application's status changed. */
  readonly onChange?: ((application: ServeApplication) => void) | undefined;
  /** Called when a failed poll is ridden out. */
  readonly onRetry?: ((error: JobwireError, delayMs: number) => void) | undefined;
}

/**
 * Ray Serve of a cluster. Ray knows only whole sets of applications: `replace` and `delete` read the set, change it and put it
 * back, and refuse with `Conflict` (reason `changed`) when somebody else deployed in between. Nothing here reaches applications
 * that were deployed from Python.
 */
export interface RayServe {
  readonly get: (options?: CallOptions) => Promise<ServeStatus>;
  /**
   * Deploys the whole set; applications left out of it are removed. Starts Serve where it does not run. Resolves when Ray has
   * taken it, with the set as it is then: `wait` tells how it ends.
   */
  readonly deploy: (config: ServeConfig, options?: ServeDeployOptions) => Promise<ServeStatus>;
  /** Deploys one application, new or in place of the one of its name, and leaves the others as they are. */
  readonly replace: (application: ServeApplicationConfig, options?: ServeDeployOptions) => Promise<ServeStatus>;
  /** Deletes one application and leaves the others as they are. Rejects with `NotFound` when there is none. */
  readonly delete: (name: string, options?: ServeDeployOptions) => Promise<ServeStatus>;
  /** Shuts Serve down, with every application; also when it does not run. */
  readonly shutdown: (options?: CallOptions) => Promise<void>;
  /**
   * Waits until these applications (default: all there are) are `RUNNING`. Rejects with `JobFailed` (reason `deploy-failed`,
   * `serverText` Serve's own message) when one ends as `DEPLOY_FAILED`, and with `NotFound` when there is no such one.
   */
  readonly wait: (names?: ReadonlyArray<string>, options?: ServeWaitOptions) => Promise<ServeStatus>;
  /**
   * Sets how many replicas a deployment has; goes on in the background. Only for applications that were deployed with
   * `external_scaler_enabled`, otherwise `Conflict` (reason `precondition`).
   */
  readonly scale: (application: string, deployment: string, replicas: number, options?: CallOptions) => Promise<void>;
}
