import { type Adapter, type AgentClient, type AgentOptions, createAgent } from "@jobwire/core";
import { bunAdapter } from "./adapter.ts";

/** A Synapse Agent, reached from Bun. Nothing is read from the environment: see `agentFromEnv`. */
export const agent = (options: AgentOptions, adapter: Adapter = bunAdapter): AgentClient =>
  createAgent(adapter, options);
