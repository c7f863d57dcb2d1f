import { type Adapter, createReasoner, type ReasonerClient, type ReasonerOptions } from "@jobwire/core";
import { browserAdapter } from "./adapter.ts";

/** Reasoner jobs, reached from a page. Whether the service lets a page of another origin in is not known; a proxy does. */
export const reasoner = (options: ReasonerOptions, adapter: Adapter = browserAdapter): ReasonerClient =>
  createReasoner(adapter, options);
