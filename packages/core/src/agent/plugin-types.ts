import type { CallOptions } from "../surface/options.ts";
import type { AgentRecord } from "./agent-record.ts";

/** What to run of a release. */
export interface PluginRun {
  readonly action: string;
  readonly params?: AgentRecord | undefined;
  readonly requirements?: ReadonlyArray<string> | undefined;
  readonly jobId?: string | undefined;
  readonly language?: string | undefined;
}

/** What to run of a plugin that is no release. */
export interface PluginDebugRun extends PluginRun {
  /** Where the plugin lies on the agent's machine. */
  readonly pluginPath?: string | undefined;
  readonly config?: AgentRecord | undefined;
  /** Source texts by module name. */
  readonly modules?: Readonly<Record<string, string>> | undefined;
}

/**
 * Releases of plugins, named by their id or by `code@version`. Writes are not sent again when they may have arrived; a browser may
 * send one again by itself when it loses a kept connection (docs/browsers.md).
 */
export interface AgentPluginReleases {
  /** All of them, from all pages. */
  readonly list: (options?: CallOptions) => Promise<ReadonlyArray<AgentRecord>>;
  readonly get: (lookup: string, options?: CallOptions) => Promise<AgentRecord>;
  readonly create: (
    release: { readonly plugin: string; readonly version: string },
    options?: CallOptions,
  ) => Promise<AgentRecord>;
  readonly delete: (lookup: string, options?: CallOptions) => Promise<void>;
}

/**
 * Plugins. What a run answers is the agent's own; it may name a job. A run is sent once, except by a browser, which may send it
 * again by itself when it loses a kept connection (docs/browsers.md).
 */
export interface AgentPlugins {
  readonly releases: AgentPluginReleases;
  readonly run: (lookup: string, run: PluginRun, options?: CallOptions) => Promise<unknown>;
  readonly runDebug: (run: PluginDebugRun, options?: CallOptions) => Promise<unknown>;
}
