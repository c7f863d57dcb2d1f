/** A node, live or dead. Times are epoch milliseconds; optional fields need `detail`. */
export interface RayNode {
  /** 56 hexadecimal digits. */
  readonly nodeId: string;
  /** The node's IP address, as the cluster reaches it. */
  readonly nodeIp: string;
  /** True for the node that runs the dashboard. */
  readonly isHeadNode: boolean;
  /** `ALIVE` or `DEAD`. */
  readonly state: string;
  /** Why the node died; null while it is alive. */
  readonly stateMessage: string | null;
  /** The node's name; mostly its IP address. */
  readonly nodeName: string | null;
  /**
   * All resources of the node by name: CPUs and GPUs as counts, `memory` and `object_store_memory` in bytes. Empty for
   * a dead node.
   */
  readonly resourcesTotal: Readonly<Record<string, number>>;
  /** The node's labels, by key. */
  readonly labels: Readonly<Record<string, string>>;
  /** When the node joined; null when Ray does not report it. */
  readonly startTimeMs?: number | null;
  /** Null while the node is alive. */
  readonly endTimeMs?: number | null;
}
