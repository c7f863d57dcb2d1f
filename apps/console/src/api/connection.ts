/** Whether the gateway answers, for the banner of the page. */
export interface Connection {
  readonly lost: boolean;
  /** When the first request failed, in epoch milliseconds; null while the gateway answers. */
  readonly since: number | null;
}

let current: Connection = { lost: false, since: null };
const listeners = new Set<() => void>();

const set = (next: Connection): void => {
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

/** The gateway answered, whatever the answer was. */
export const reportAnswer = (): void => {
  if (current.lost) set({ lost: false, since: null });
};

/** A request got no answer. */
export const reportLoss = (): void => {
  if (!current.lost) set({ lost: true, since: Date.now() });
};
