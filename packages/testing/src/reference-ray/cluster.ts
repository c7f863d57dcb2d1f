import type { JobTable } from "./job-table.ts";
import type { NodeResources } from "./node-resources.ts";
import type { ReferenceRayClocks } from "./options.ts";
import type { PackageStore } from "./package-store.ts";
import type { ServeTable } from "./serve-table.ts";
import type { StateGate } from "./state-gate.ts";
import type { GivenRows } from "./state-tables.ts";

/** The state that every endpoint can read. */
export interface Cluster {
  readonly jobs: JobTable;
  readonly packages: PackageStore;
  readonly serve: ServeTable;
  /** Rows of tables that nothing here fills. */
  readonly given: GivenRows;
  readonly gate: StateGate;
  readonly resources: NodeResources;
  readonly clocks: ReferenceRayClocks;
  readonly features: RayFeatures;
  readonly rayVersion: string;
  readonly sessionName: string;
  readonly nodeId: string;
  readonly nodeIp: string;
  readonly startedAt: number;
  readonly logDirectory: string;
  readonly token: string | undefined;
  /** Aborted by `close()`: everything that waits ends. */
  readonly closing: AbortSignal;
}

/** Differences between Ray's versions (docs/internals/servers.md#ray-versions). */
export interface RayFeatures {
  /** A byte `1` precedes each piece of a log stream. */
  readonly markerByte: boolean;
  /** The server agrees to permessage-deflate and then cannot relay any frame. */
  readonly deflateBreaksTail: boolean;
  /** `Sec-Fetch-*` and `Origin` mark a browser's write; older versions checked only the user agent. */
  readonly browserHeaders: boolean;
  /** The version reads the user agent without a check: a request without one gets a 500 on any path. */
  readonly needsUserAgent: boolean;
  readonly tokens: boolean;
  readonly redaction: boolean;
}

export function featuresOf(rayVersion: string): RayFeatures {
  const [major = 0, minor = 0, patch = 0] = rayVersion.split(".").map(Number);
  const since = (wanted: number, patched = 0): boolean =>
    major > 2 || (major === 2 && (minor > wanted || (minor === wanted && patch >= patched)));
  return {
    markerByte: !since(46),
    deflateBreaksTail: since(46),
    browserHeaders: since(51, 2),
    needsUserAgent: !since(51, 2),
    tokens: since(52),
    redaction: since(60),
  };
}
