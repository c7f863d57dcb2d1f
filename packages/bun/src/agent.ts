import { withCallSite } from "@jobwire/core/adapter-parts";
import { type Adapter, type AgentClient, type AgentOptions, createAgent } from "@jobwire/core";
import type { TransportOptions } from "@jobwire/node-shared";
import { adapterFor } from "./adapter-for.ts";

/**
 * Connects to a Synapse Agent from Bun. Reads nothing from the environment, unless `proxy` is `"environment"`: see `agentFromEnv`.
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
export const agent = (options: AgentOptions & TransportOptions, adapter?: Adapter): AgentClient =>
  withCallSite(agent, () => createAgent(adapter ?? adapterFor(options), options));
