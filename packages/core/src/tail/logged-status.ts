import type { ClientLog } from "../log/client-log.ts";
import type { TailOptions, TailStatus } from "./options.ts";

/** The level of each status; a failure that lasts is a warning. */
const levelOf = (status: TailStatus): "debug" | "info" | "warn" => {
  if (status.type === "connecting" || status.type === "live") return "debug";
  return status.type === "retrying" && status.attempt >= 3 ? "warn" : "info";
};

/** The callback for a tail's statuses, which also writes them to the client's log, if that wants any. */
export const loggedStatus = (
  onStatus: TailOptions["onStatus"],
  label: string,
  log: ClientLog | undefined,
): TailOptions["onStatus"] => {
  if (log?.writes("info") !== true) return onStatus;
  return (status) => {
    const { type, ...fields } = status;
    log.write(levelOf(status), `tail of ${label}: ${type}`, fields);
    onStatus?.(status);
  };
};
