import { type Adapter, type AgentClient, type AgentOptions, createAgent } from "@jobwire/core";
import { browserAdapter } from "./adapter.ts";

/** A Synapse Agent, reached from a page. A page has no WebSocket with the agent's headers, so tails go by HTTP stream; the agent must allow the page's origin. */
export const agent = (options: AgentOptions, adapter: Adapter = browserAdapter): AgentClient =>
  createAgent(adapter, options);
