import type { JobwireError, TailOptions } from "@jobwire/core";
import type { TailJob, TailPlan } from "@jobwire/core/backend";
import * as Effect from "effect/Effect";
import type { GatewayLog } from "./gateway-log.ts";
import { OffsetLogFile } from "./log-file.ts";
import { openWholeLog } from "./whole-log.ts";

/**
 * A gateway ends a response of events about once a minute, so it is silent for longer only when the connection is dead, in
 * milliseconds.
 */
export const defaultIdleMs = 75_000;

/** A tail of a log by its offsets. `idleMs` is the client's, if its user set it. */
export const tailPlan = (
  log: GatewayLog,
  job: Effect.Effect<TailJob, JobwireError>,
  options: Omit<TailOptions, "signal">,
  idleMs: number | undefined,
): TailPlan => {
  const view = { idleMs: options.idleMs ?? idleMs ?? defaultIdleMs };
  let terminal = false;
  return {
    backend: {
      label: log.label,
      job: Effect.tap(job, (read) => Effect.sync(() => (terminal = read.terminal))),
      logFile: ({ lastLines } = {}) => new OffsetLogFile(log, { ...view, lastLines }),
      replay: "always",
      plain: Effect.suspend(() => openWholeLog(log, view, terminal)),
      refuses: (error) => error._tag === "Unauthorized" || error._tag === "Forbidden",
    },
  };
};
