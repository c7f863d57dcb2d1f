import { type Adapter, createReasoner, type ReasonerClient, type ReasonerOptions } from "@jobwire/core";
import { nodeAdapter } from "./adapter.ts";

/** Reasoner jobs, reached from Node. Nothing is read from the environment: see `reasonerFromEnv`. */
export const reasoner = (options: ReasonerOptions, adapter: Adapter = nodeAdapter): ReasonerClient =>
  createReasoner(adapter, options);
