import { type Adapter, createReasoner, type ReasonerClient, type ReasonerOptions } from "@jobwire/core";
import { bunAdapter } from "./adapter.ts";

/** Reasoner jobs, reached from Bun. Nothing is read from the environment: see `reasonerFromEnv`. */
export const reasoner = (options: ReasonerOptions, adapter: Adapter = bunAdapter): ReasonerClient =>
  createReasoner(adapter, options);
