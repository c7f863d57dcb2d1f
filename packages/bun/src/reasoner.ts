import { type Adapter, createReasoner, type ReasonerClient, type ReasonerOptions } from "@jobwire/core";
import { bunAdapter } from "./adapter.ts";

/** Connects to reasoner jobs from Bun. Reads nothing from the environment: see `reasonerFromEnv`. */
export const reasoner = (options: ReasonerOptions, adapter: Adapter = bunAdapter): ReasonerClient =>
  createReasoner(adapter, options);
