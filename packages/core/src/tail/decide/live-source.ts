import { type Config, type Facts, type LiveSource, maxFailedAttempts } from "./facts.ts";

/** The live source to follow the log by, if any remains. `fits`: the log is short enough for a socket to replay it. */
export const liveSource = (config: Config, facts: Facts, fits: boolean): LiveSource | undefined => {
  const { protocol } = config;
  if (!fits && protocol !== "websocket") return undefined;
  const isOpen = (source: LiveSource): boolean => facts.failedAttempts[source] < maxFailedAttempts;
  if (protocol !== "http" && config.websocket && isOpen("websocket")) return "websocket";
  if (protocol !== "websocket" && config.stream && isOpen("stream")) return "stream";
  return undefined;
};
