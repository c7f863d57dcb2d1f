import { withCallSite } from "@jobwire/core/adapter-parts";
import { type Adapter, type AgentClient, type AgentOptions, createAgent } from "@jobwire/core";
import type { TransportOptions } from "@jobwire/node-shared";
import { adapterFor } from "./adapter-for.ts";

/** Connects to a Synapse Agent from Node. Reads nothing from the environment, unless `proxy` is `"environment"`: see `agentFromEnv`. */
export const agent = (options: AgentOptions & TransportOptions, adapter?: Adapter): AgentClient =>
  withCallSite(agent, () => createAgent(adapter ?? adapterFor(options), options));
