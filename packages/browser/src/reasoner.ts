import { type Adapter, createReasoner, type ReasonerClient, type ReasonerOptions } from "@jobwire/core";
import { fetchAdapter } from "./fetch-adapter.ts";

/** Connects to reasoner jobs from a page. It is unknown whether the service allows a page of another origin; a proxy does. */
export const reasoner = (options: ReasonerOptions, adapter: Adapter = fetchAdapter): ReasonerClient =>
  createReasoner(adapter, options);
