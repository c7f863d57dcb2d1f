import * as Context from "effect/Context";
import * as Layer from "effect/Layer";
import type { Adapter } from "../adapter.ts";
import type { JobwireError } from "../errors.ts";
import { makeWhenBuilt, type OptionsWhenBuilt } from "../surface/options-when-built.ts";
import type { AgentEffects } from "./effects.ts";
import { makeAgent } from "./make-agent.ts";
import type { AgentOptions } from "./types.ts";

/** The class that Effect makes for the service `Agent`. */
const AgentBase: Context.ServiceClass<Agent, "jobwire/Agent", AgentEffects> = Context.Service<Agent, AgentEffects>()(
  "jobwire/Agent",
);

/** A Synapse Agent as a service of Effect. */
export class Agent extends AgentBase {}

/** The service for one agent over the given runtime; fails with `InvalidRequest` when the options cannot work. */
export const makeAgentLayer = (
  adapter: Adapter,
  options: OptionsWhenBuilt<AgentOptions>,
): Layer.Layer<Agent, JobwireError> =>
  Layer.effect(
    Agent,
    makeWhenBuilt(options, (read) => makeAgent(adapter, read)),
  );
