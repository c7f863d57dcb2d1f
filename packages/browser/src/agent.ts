import { withCallSite } from "@jobwire/core/adapter-parts";
import { type Adapter, type AgentClient, type AgentOptions, createAgent } from "@jobwire/core";
import { browserAdapter } from "./adapter.ts";

/**
 * Connects to a Synapse Agent from a page. A page's WebSocket cannot send the agent's headers, so tails use the HTTP stream; the agent must allow the page's origin.
 *
 * @example
 * ```ts
 * import { agent } from "jobwire";
 *
 * const synapse = agent({ address: "http://127.0.0.1:8099", agentToken: "secret" });
 * for (const { id, status } of await synapse.jobs.list()) console.log(id, status);
 * for await (const line of synapse.jobs.tailLogs("train-7")) console.log(line);
 * await synapse.close();
 * ```
 */
export const agent = (options: AgentOptions, adapter?: Adapter): AgentClient =>
  withCallSite(agent, () => createAgent(adapter ?? browserAdapter, options));
