import type { CallOptions } from "../surface/options.ts";
import type { AgentRecord } from "./agent-record.ts";

/** A run of a release. */
export interface PluginRun {
  /** The release's action to run. */
  readonly action: string;
  /** Parameters of the action. */
  readonly params?: AgentRecord | undefined;
  /** Requirements of the run, such as packages. */
  readonly requirements?: ReadonlyArray<string> | undefined;
  /** The id of the run's job: 1 to 100 of `A–Z a–z 0–9 - _`. Default: the agent chooses one. */
  readonly jobId?: string | undefined;
  /** The language, in the agent's own terms. */
  readonly language?: string | undefined;
}

/** A run of a plugin without a release. */
export interface PluginDebugRun extends PluginRun {
  /** The plugin's path on the agent's machine. */
  readonly pluginPath?: string | undefined;
  /** The plugin's configuration. */
  readonly config?: AgentRecord | undefined;
  /** Source texts by module name. */
  readonly modules?: Readonly<Record<string, string>> | undefined;
}

/**
 * Releases of plugins, by their id or by `code@version`. The client does not repeat a write that may have arrived; a browser
 * may repeat one on its own when it loses a kept-alive connection (docs/browsers.md).
 */
export interface AgentPluginReleases {
  /** Lists all releases, from all pages. */
  readonly list: (options?: CallOptions) => Promise<ReadonlyArray<AgentRecord>>;
  /** Reads a release. Rejects with `NotFound` (reason `unknown-name`) for an unknown one. */
  readonly get: (lookup: string, options?: CallOptions) => Promise<AgentRecord>;
  /** Creates a release. */
  readonly create: (
    release: {
      /** The plugin's code. */
      readonly plugin: string;
      /** The release's version, unique for the plugin. */
      readonly version: string;
    },
    options?: CallOptions,
  ) => Promise<AgentRecord>;
  /** Deletes a release. */
  readonly delete: (lookup: string, options?: CallOptions) => Promise<void>;
}

/**
 * Plugins. The shape of a run's response depends on the agent; it may name a job. The client sends a run once, but a browser
 * may repeat it on its own when it loses a kept-alive connection (docs/browsers.md).
 */
export interface AgentPlugins {
  /** The releases of plugins. */
  readonly releases: AgentPluginReleases;
  /** Runs an action of a release and resolves with the agent's own response. */
  readonly run: (lookup: string, run: PluginRun, options?: CallOptions) => Promise<unknown>;
  /** Runs a plugin without a release and resolves with the agent's own response. */
  readonly runDebug: (run: PluginDebugRun, options?: CallOptions) => Promise<unknown>;
}
