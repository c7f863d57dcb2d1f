import { type Adapter, type AgentClient, type AgentOptions, createAgent } from "@jobwire/core";
import { denoAdapter } from "./adapter.ts";

/** A Synapse Agent, reached from Deno. Nothing is read from the environment: see `agentFromEnv`. */
export const agent = (options: AgentOptions, adapter: Adapter = denoAdapter): AgentClient =>
  createAgent(adapter, options);
