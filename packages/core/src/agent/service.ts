import * as Context from "effect/Context";
import * as Layer from "effect/Layer";
import type { Adapter } from "../adapter.ts";
import type { JobwireError } from "../errors.ts";
import { makeWhenBuilt, type OptionsWhenBuilt } from "../surface/options-when-built.ts";
import type { AgentEffects } from "./effects.ts";
import { makeAgent } from "./make-agent.ts";
import type { AgentOptions } from "./types.ts";

/** A Synapse Agent as a service of Effect. */
export interface Agent extends Context.ServiceClass.Shape<"jobwire/Agent", AgentEffects> {}

/** The key of the service: `yield* Agent` in an Effect. */
export const Agent: Context.ServiceClass<Agent, "jobwire/Agent", AgentEffects> = Context.Service<Agent, AgentEffects>()(
  "jobwire/Agent",
);

/**
 * The service for one agent over the given runtime; fails with `InvalidRequest` when the options cannot work.
 *
 * @example
 * ```ts
 * import { Agent, makeAgentLayer } from "@jobwire/core/effect";
 * import { nodeAdapter } from "@jobwire/node";
 * import { Effect } from "effect";
 *
 * const layer = makeAgentLayer(nodeAdapter, { address: "http://127.0.0.1:8099", agentToken: "secret" });
 * const program = Effect.flatMap(Agent, (synapse) => synapse.health());
 * console.log(await Effect.runPromise(Effect.provide(program, layer)));
 * ```
 */
export const makeAgentLayer = (
  adapter: Adapter,
  options: OptionsWhenBuilt<AgentOptions>,
): Layer.Layer<Agent, JobwireError> =>
  Layer.effect(
    Agent,
    makeWhenBuilt(options, (read) => makeAgent(adapter, read)),
  );
