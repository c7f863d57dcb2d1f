import { createGateway, type Gateway } from "@jobwire/gateway";
import { fromEnv, ray } from "jobwire";

// `next dev` loads this module again after each change, and the gateway with its tails must stay the same one.
const kept = globalThis as { jobwireGateway?: Gateway };

/** The gateway of this process. */
export const gateway: Gateway = (kept.jobwireGateway ??= createGateway({
  systems: { ray: ray(fromEnv()) },
  basePath: "/api/jobs",
  // Put your own sign-in here: with `authorize`, or in Next's proxy.ts before the route.
  allowAnonymous: "read",
}));
