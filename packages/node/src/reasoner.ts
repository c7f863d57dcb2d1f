import { type Adapter, createReasoner, type ReasonerClient, type ReasonerOptions } from "@jobwire/core";
import { nodeAdapter } from "./adapter.ts";

/** Connects to reasoner jobs from Node. Reads nothing from the environment: see `reasonerFromEnv`. */
export const reasoner = (options: ReasonerOptions, adapter: Adapter = nodeAdapter): ReasonerClient =>
  createReasoner(adapter, options);
