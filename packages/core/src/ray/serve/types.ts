import type { CallOptions } from "../../surface/options.ts";
import type { JobwireError } from "../../errors.ts";

/**
 * One application of a Serve config, in Ray's own spelling, as `serve build` writes it; all other fields pass to Ray unchanged.
 */
export interface ServeApplicationConfig {
  /** The application's name. Default `default`. */
  readonly name?: string;
  /** The path below which the application responds, such as `/`; null for none. */
  readonly route_prefix?: string | null;
  /** The Python object to deploy, as `module:attribute`. */
  readonly import_path: string;
  /** The runtime_env of the application, in Ray's own spelling. Ray accepts no local paths here. */
  readonly runtime_env?: Readonly<Record<string, unknown>>;
  /** Settings that replace those of the code, one object for each deployment. */
  readonly deployments?: ReadonlyArray<Readonly<Record<string, unknown>>>;
  /** Ray's other fields, in its own spelling. */
  readonly [field: string]: unknown;
}

/** The complete configuration of Serve, in Ray's own spelling; all other fields pass to Ray unchanged. */
export interface ServeConfig {
  /** All applications: a deploy removes those that are not among them. */
  readonly applications: ReadonlyArray<ServeApplicationConfig>;
  /** In percent, 0 to 100. */
  readonly target_capacity?: number | null;
  /** Ray's other fields, in its own spelling. */
  readonly [field: string]: unknown;
}

/** A deployment of an application. */
export interface ServeDeployment {
  /** The deployment's name. */
  readonly name: string;
  /** `UPDATING`, `HEALTHY`, `UNHEALTHY`, `DEPLOY_FAILED`, `UPSCALING` or `DOWNSCALING`. */
  readonly status: string;
  /** The reason of a status that is not healthy; empty otherwise. */
  readonly message: string;
  /** How many replicas Serve wants to run now. */
  readonly targetReplicas: number;
  /** The replicas that exist now. */
  readonly replicas: ReadonlyArray<{
    /** The replica's id, unique within its deployment. */
    readonly replicaId: string;
    /** `STARTING`, `UPDATING`, `RECOVERING`, `RUNNING`, `STOPPING` or `PENDING_MIGRATION`. */
    readonly state: string;
    /** Its process id; null before it has a process. */
    readonly pid: number | null;
    /** The id of its actor, for the state API; null before it has one. */
    readonly actorId: string | null;
    /** The id of its node; null before it has one. */
    readonly nodeId: string | null;
  }>;
}

/** An application of Serve. */
export interface ServeApplication {
  /** The application's name. */
  readonly name: string;
  /** The path below which it responds; null for none. */
  readonly routePrefix: string | null;
  /** `NOT_STARTED`, `DEPLOYING`, `RUNNING`, `DEPLOY_FAILED`, `UNHEALTHY` or `DELETING`. */
  readonly status: string;
  /** The reason of a failure; a whole traceback when Ray cannot import the module. */
  readonly message: string;
  /** Epoch milliseconds. Every deploy sets a new time, even one that changes nothing. */
  readonly deployedAtMs: number;
  /** `declarative` for a deploy by config, `imperative` for one from Python. */
  readonly source: string;
  /** The config as deployed; null during deletion and for imperative applications. May contain secrets of `env_vars`. */
  readonly config: ServeApplicationConfig | null;
  /** The application's deployments. */
  readonly deployments: ReadonlyArray<ServeDeployment>;
  /** True when {@link RayServe.scale} may scale the application. */
  readonly externalScalerEnabled: boolean;
  /** Fields, by Ray's names, with unexpected values (`status` is `UNKNOWN` then). Absent when every field is readable. */
  readonly unreadable?: ReadonlyArray<string>;
}

/** Serve and its applications. */
export interface ServeStatus {
  /** False when Serve does not run on the cluster; it has no applications then. */
  readonly running: boolean;
  /** The applications, in the server's order. */
  readonly applications: ReadonlyArray<ServeApplication>;
  /** The proxies that take requests, one for each node that has one. */
  readonly proxies: ReadonlyArray<{
    /** The id of the proxy's node. */
    readonly nodeId: string;
    /** The node's IP address; null when Ray does not report it. */
    readonly nodeIp: string | null;
    /** `STARTING`, `HEALTHY`, `UNHEALTHY`, `DRAINING` or `DRAINED`. */
    readonly status: string;
  }>;
  /** In percent; null when Serve has none. */
  readonly targetCapacity: number | null;
  /** Identifies the set as it was read: every deploy, by anyone, changes it. Pass it to `ifRevision`. */
  readonly revision: string;
}

/** Options of a deploy. */
export interface ServeDeployOptions extends CallOptions {
  /** Refuse with `Conflict` (reason `changed`) unless the set still has this revision. */
  readonly ifRevision?: string | undefined;
}

/** Options of a wait for applications. */
export interface ServeWaitOptions extends CallOptions {
  /** Milliseconds until the wait fails with `Timeout` (reason `deadline`). Default: no limit. */
  readonly timeoutMs?: number | undefined;
  /** Milliseconds between polls. Default: the client's. */
  readonly pollIntervalMs?: number | undefined;
  /** Called when an application's status changes. */
  readonly onChange?: ((application: ServeApplication) => void) | undefined;
  /** Called before the wait retries a failed poll. */
  readonly onRetry?: ((error: JobwireError, delayMs: number) => void) | undefined;
}

/**
 * Ray Serve of a cluster. Ray only deploys whole sets of applications: `replace` and `delete` read the set, change it and
 * deploy it again, and refuse with `Conflict` (reason `changed`) when another deploy happened in between. These calls do not
 * affect applications that were deployed from Python.
 */
export interface RayServe {
  /** Reads the applications and their status. */
  readonly get: (options?: CallOptions) => Promise<ServeStatus>;
  /**
   * Deploys the whole set and removes all other applications. Starts Serve if it does not run. Resolves as soon as Ray has
   * accepted the set, with its status at that time; `wait` waits for the outcome.
   */
  readonly deploy: (config: ServeConfig, options?: ServeDeployOptions) => Promise<ServeStatus>;
  /** Deploys one application; it replaces the one with its name, and the others stay as they are. */
  readonly replace: (application: ServeApplicationConfig, options?: ServeDeployOptions) => Promise<ServeStatus>;
  /** Deletes one application; the others stay as they are. Rejects with `NotFound` for an unknown name. */
  readonly delete: (name: string, options?: ServeDeployOptions) => Promise<ServeStatus>;
  /** Shuts Serve down with every application; succeeds even when Serve does not run. */
  readonly shutdown: (options?: CallOptions) => Promise<void>;
  /**
   * Waits until these applications (default: all) are `RUNNING`. Rejects with `JobFailed` (reason `deploy-failed`, with Serve's
   * own message as `serverText`) when one becomes `DEPLOY_FAILED`, and with `NotFound` for an unknown name.
   */
  readonly wait: (names?: ReadonlyArray<string>, options?: ServeWaitOptions) => Promise<ServeStatus>;
  /**
   * Sets the number of a deployment's replicas; Ray continues in the background. Works only for applications that were deployed
   * with `external_scaler_enabled`; others reject with `Conflict` (reason `precondition`).
   */
  readonly scale: (application: string, deployment: string, replicas: number, options?: CallOptions) => Promise<void>;
}
