import type { TailBackend } from "../backend.ts";
import type { TailSettings } from "../settings.ts";
import type { Config } from "./facts.ts";

/** The part of the settings and the backend that decisions depend on. */
export const configOf = (backend: TailBackend, settings: TailSettings): Config => ({
  file: backend.logFile !== undefined,
  websocket: backend.socket !== undefined,
  stream: backend.stream !== undefined,
  protocol: settings.protocol ?? "auto",
  follow: settings.follow !== false,
  lastLines: (settings.tail ?? 0) > 0,
  showsLoss: backend.lost !== undefined,
  provesEmpty: backend.emptyLog !== undefined,
});
