import type { LogTail } from "@jobwire/core";
import { type Followed, followed } from "../followed.ts";

/** A tail, and when it ended, in milliseconds of `Date.now`. */
export interface Measured extends Followed {
  readonly name: string;
  readonly endedAt: Promise<number>;
}

/** Starts to read a tail, and notes when it ends. */
export const measured = (name: string, tail: LogTail): Measured => {
  const reader = followed(tail);
  return { ...reader, name, endedAt: reader.end.then(() => Date.now()) };
};

/** When the cluster first lists the node as dead, in milliseconds of `Date.now`. `signal` ends the wait. */
export const nodeIsDeadAt = async (address: string, nodeId: string, signal: AbortSignal): Promise<number> => {
  for (;;) {
    const query = new URLSearchParams({ filter_keys: "node_id", filter_predicates: "=", filter_values: nodeId });
    const headers = { "user-agent": "test" };
    const response = await fetch(`${address}/api/v0/nodes?${query.toString()}`, { headers, signal });
    if ((await response.text()).includes('"DEAD"')) return Date.now();
    await new Promise((resolve) => setTimeout(resolve, 250));
    signal.throwIfAborted();
  }
};
