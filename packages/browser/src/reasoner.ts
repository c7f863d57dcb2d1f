import { withCallSite } from "@jobwire/core/adapter-parts";
import { type Adapter, createReasoner, type ReasonerClient, type ReasonerOptions } from "@jobwire/core";
import { fetchAdapter } from "./fetch-adapter.ts";

/**
 * Connects to reasoner jobs from a page. It is unknown whether the service allows a page of another origin; a proxy does.
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
export const reasoner = (options: ReasonerOptions, adapter?: Adapter): ReasonerClient =>
  withCallSite(reasoner, () => createReasoner(adapter ?? fetchAdapter, options));
