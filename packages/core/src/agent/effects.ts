import type { Effectful } from "../surface/effectful.ts";
import type { JobEffects } from "../surface/job-effects.ts";
import type { AgentClient, AgentJobTypes, AgentTailOptions, AgentWaitOptions } from "./types.ts";

/** Options of a wait; interruption replaces the signal. */
export type EffectAgentWaitOptions = Omit<AgentWaitOptions, "signal">;
/** Options of a tail; interruption replaces the signal. */
export type EffectAgentTailOptions = Omit<AgentTailOptions, "signal">;

/** Jobs of an agent as Effects and Streams. */
export interface AgentJobEffects extends Omit<JobEffects<AgentJobTypes>, "submit" | "delete"> {}

/** A Synapse Agent as Effects and Streams; statuses of errors as on {@link AgentClient}. */
export interface AgentEffects
  extends Effectful<Pick<AgentClient, "health" | "nodes" | "tasks" | "serve" | "gpuStatus" | "resources" | "plugins">> {
  /** The agent's URL, without a trailing slash. */
  readonly address: string;
  /**
   * The text with `<redacted>` for each secret of this client, in any of the usual spellings. Errors and statuses pass it; jobs
   * and logs are yours and do not: use it on what you print of them.
   */
  readonly redact: (text: string) => string;
  /** The agent's jobs. */
  readonly jobs: AgentJobEffects;
}
