import type { JobTable } from "./job-table.ts";
import type { NodeResources } from "./node-resources.ts";
import type { ReferenceRayClocks } from "./options.ts";
import type { PackageStore } from "./package-store.ts";
import type { ServeTable } from "./serve-table.ts";
import type { StateGate } from "./state-gate.ts";
import type { GivenRows } from "./state-tables.ts";

/** What every endpoint may look at. */
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

/** Where Ray's versions differ (ray.md section 10). */
export interface RayFeatures {
  /** A byte `1` in front of each piece of a log stream. */
  readonly markerByte: boolean;
  /** permessage-deflate is agreed to, and then no frame can be relayed. */
  readonly deflateBreaksTail: boolean;
  /** `Sec-Fetch-*` and `Origin` make a write a browser's; before, only the user agent did. */
  readonly browserHeaders: boolean;
  /** The user agent is read without a check: a request that names none gets a 500, whatever it asks for. */
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
