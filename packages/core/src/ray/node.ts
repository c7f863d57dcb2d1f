/** A node, live or dead. Times are epoch milliseconds; optional fields need `detail`. */
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
  /** Null while the node is alive. */
  readonly endTimeMs?: number | null;
}
