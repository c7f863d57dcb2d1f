import { markedProcesses, signalProcess } from "./processes.ts";

/**
 * Stops the process of a head's store (its GCS) with SIGSTOP, as a machine that swaps does: it accepts connections and responds to
 * nothing. The returned function lets it continue.
 */
export const pauseStore = async (mark: string): Promise<() => void> => {
  const store = (await markedProcesses(mark)).find(({ command }) => command[0]?.endsWith("/gcs_server") === true);
  if (store === undefined) throw new Error("the head has no store now");
  signalProcess(store.pid, "SIGSTOP");
  return () => signalProcess(store.pid, "SIGCONT");
};
