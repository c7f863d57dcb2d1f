/** A node, live or dead. Times are epoch milliseconds; optional fields come with `detail`. */
export interface RayNode {
  readonly nodeId: string;
  readonly nodeIp: string;
  readonly isHeadNode: boolean;
  /** `ALIVE` or `DEAD`. */
  readonly state: string;
  readonly stateMessage: string | null;
  readonly nodeName: string | null;
  readonly resourcesTotal: Readonly<Record<string, number>>;
  readonly labels: Readonly<Record<string, string>>;
  readonly startTimeMs?: number | null;
  /** Null while it lives. */
  readonly endTimeMs?: number | null;
}
