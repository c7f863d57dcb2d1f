import { type Adapter, createReasoner, type ReasonerClient, type ReasonerOptions } from "@jobwire/core";
import { denoAdapter } from "./adapter.ts";

/** Connects to reasoner jobs from Deno. Reads nothing from the environment: see `reasonerFromEnv`. */
export const reasoner = (options: ReasonerOptions, adapter: Adapter = denoAdapter): ReasonerClient =>
  createReasoner(adapter, options);
