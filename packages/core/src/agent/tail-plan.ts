import type { TailOptions } from "../tail/options.ts";
import { tailOptionsProblem } from "../tail/check-options.ts";
import type { EffectAgentTailOptions } from "./effects.ts";
import { checkAgentJobId } from "./names.ts";
import { type AgentStreamLimits, streamLimits } from "./stream-limits.ts";
import { agentTimes } from "./timeouts.ts";

/** A tail as it shall run, everything checked. */
export interface TailPlan {
  readonly id: string;
  /** What the tail machine takes; its idle time is `times.idleMs`. */
  readonly options: Omit<TailOptions, "signal" | "idleMs">;
  readonly times: { readonly connectMs: number; readonly idleMs: number };
}

/** Checks a tail's id and options and joins them with the client's; throws `InvalidRequest` (reason `local`, 400). */
export const tailPlan = (
  id: string,
  own: EffectAgentTailOptions,
  client: {
    readonly times?: { readonly connectMs: number; readonly idleMs: number };
    readonly streamLimits?: AgentStreamLimits | undefined;
  } = {},
): TailPlan => {
  const { streamLimits: ownLimits, timeoutMs, connectMs, idleMs, ...rest } = own;
  const times = agentTimes({ timeoutMs, connectMs, idleMs }, client.times);
  const options = { ...rest, limits: streamLimits(ownLimits, client.streamLimits) };
  const problem = tailOptionsProblem(options);
  if (problem !== undefined) throw Object.assign(problem, { statusCode: 400 });
  return { id: checkAgentJobId(id), options, times };
};
