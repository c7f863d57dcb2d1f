import { withCallSite } from "@jobwire/core/adapter-parts";
import { type Adapter, createReasoner, type ReasonerClient, type ReasonerOptions } from "@jobwire/core";
import type { TransportOptions } from "@jobwire/node-shared";
import { adapterFor } from "./adapter-for.ts";

/**
 * Connects to reasoner jobs from Node. Reads nothing from the environment, unless `proxy` is `"environment"`: see `reasonerFromEnv`.
 *
 * @example
 * ```ts
 * import { composePayload, directAccess, reasoner } from "jobwire";
 *
 * const client = reasoner({ backend: directAccess({ address: "http://127.0.0.1:8090", token: "secret" }) });
 * const payload = composePayload({ reasonerType: "Logic", database: "DB", rawCode: "def output = 1" });
 * const job = await client.jobs.create("Logic", "my_reasoner", payload);
 * for await (const event of job.events()) console.log(event);
 * console.log((await job.result()).state);
 * await client.close();
 * ```
 */
export const reasoner = (options: ReasonerOptions & TransportOptions, adapter?: Adapter): ReasonerClient =>
  withCallSite(reasoner, () => createReasoner(adapter ?? adapterFor(options), options));
