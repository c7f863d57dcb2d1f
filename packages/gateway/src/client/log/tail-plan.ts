import type { JobwireError } from "@jobwire/core";
import type { TailJob, TailPlan } from "@jobwire/core/backend";
import * as Effect from "effect/Effect";
import type { GatewayLog } from "./gateway-log.ts";
import { OffsetLogFile } from "./log-file.ts";
import { openWholeLog } from "./whole-log.ts";

/** A tail of a log by its offsets. */
export const tailPlan = (
  log: GatewayLog,
  job: Effect.Effect<TailJob, JobwireError>,
  { follow = true }: { readonly follow?: boolean | undefined },
): TailPlan => {
  let terminal = false;
  return {
    backend: {
      label: log.label,
      job: Effect.tap(job, (read) => Effect.sync(() => (terminal = read.terminal))),
      logFile: ({ lastLines } = {}) => new OffsetLogFile(log, { follow, lastLines }),
      replay: "always",
      plain: Effect.suspend(() => openWholeLog(log, terminal)),
      refuses: (error) => error._tag === "Unauthorized" || error._tag === "Forbidden",
    },
  };
};
