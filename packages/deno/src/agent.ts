import { type Adapter, type AgentClient, type AgentOptions, createAgent } from "@jobwire/core";
import { denoAdapter } from "./adapter.ts";

/** Connects to a Synapse Agent from Deno. Reads nothing from the environment: see `agentFromEnv`. */
export const agent = (options: AgentOptions, adapter: Adapter = denoAdapter): AgentClient =>
  createAgent(adapter, options);
