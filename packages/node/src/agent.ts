import { type Adapter, type AgentClient, type AgentOptions, createAgent } from "@jobwire/core";
import { nodeAdapter } from "./adapter.ts";

/** A Synapse Agent, reached from Node. Nothing is read from the environment: see `agentFromEnv`. */
export const agent = (options: AgentOptions, adapter: Adapter = nodeAdapter): AgentClient =>
  createAgent(adapter, options);
