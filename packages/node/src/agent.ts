import { type Adapter, type AgentClient, type AgentOptions, createAgent } from "@jobwire/core";
import { nodeAdapter } from "./adapter.ts";

/** Connects to a Synapse Agent from Node. Reads nothing from the environment: see `agentFromEnv`. */
export const agent = (options: AgentOptions, adapter: Adapter = nodeAdapter): AgentClient =>
  createAgent(adapter, options);
