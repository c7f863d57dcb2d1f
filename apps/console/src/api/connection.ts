/** Whether the gateway responds, and whether it knows this browser, for the banner of the page. */
export type Connection = "good" | "lost" | "signed-out";

let current: Connection = "good";
const listeners = new Set<() => void>();

const set = (next: Connection): void => {
  if (current === next) return;
  current = next;
  for (const listener of listeners) listener();
};

/** Calls `listener` after each change of {@link readConnection}. */
export const subscribeToConnection = (listener: () => void): (() => void) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};

/** The connection as it is now. */
export const readConnection = (): Connection => current;

/** The gateway responded with this status. */
export const reportAnswer = (status: number): void => set(status === 401 ? "signed-out" : "good");

/** A request got no response. */
export const reportLoss = (): void => set("lost");
