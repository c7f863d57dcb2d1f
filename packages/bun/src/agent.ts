import { type Adapter, type AgentClient, type AgentOptions, createAgent } from "@jobwire/core";
import { bunAdapter } from "./adapter.ts";

/** Connects to a Synapse Agent from Bun. Reads nothing from the environment: see `agentFromEnv`. */
export const agent = (options: AgentOptions, adapter: Adapter = bunAdapter): AgentClient =>
  createAgent(adapter, options);
