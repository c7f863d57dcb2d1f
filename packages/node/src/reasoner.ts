import { withCallSite } from "@jobwire/core/adapter-parts";
import { type Adapter, createReasoner, type ReasonerClient, type ReasonerOptions } from "@jobwire/core";
import type { TransportOptions } from "@jobwire/node-shared";
import { adapterFor } from "./adapter-for.ts";

/** Connects to reasoner jobs from Node. Reads nothing from the environment, unless `proxy` is `"environment"`: see `reasonerFromEnv`. */
export const reasoner = (options: ReasonerOptions & TransportOptions, adapter?: Adapter): ReasonerClient =>
  withCallSite(reasoner, () => createReasoner(adapter ?? adapterFor(options), options));
