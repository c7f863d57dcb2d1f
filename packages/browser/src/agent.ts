import { withCallSite } from "@jobwire/core/adapter-parts";
import { type Adapter, type AgentClient, type AgentOptions, createAgent } from "@jobwire/core";
import { browserAdapter } from "./adapter.ts";

/** Connects to a Synapse Agent from a page. A page's WebSocket cannot send the agent's headers, so tails use the HTTP stream; the agent must allow the page's origin. */
export const agent = (options: AgentOptions, adapter?: Adapter): AgentClient =>
  withCallSite(agent, () => createAgent(adapter ?? browserAdapter, options));
