import { recordedReads } from "../generated/recorded-reads.ts";
import { send } from "./exchange.ts";
import type { Route } from "./routes.ts";

/** Reads that no other route serves: each sends the response of a real Ray that `ray.yaml` has as its example. */
export const RECORDED_ROUTES: readonly Route[] = recordedReads.map(({ pattern, contentType, body }) => ({
  method: "GET",
  pattern,
  handler: ({ response }) => send(response, 200, contentType, body),
}));
