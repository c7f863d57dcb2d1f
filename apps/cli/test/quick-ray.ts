import { type ReferenceRay, type ReferenceRayOptions, startReferenceRay } from "@jobwire/testing";

/** A reference Ray whose slow clocks are short. */
export const quickRay = (options: ReferenceRayOptions = {}): Promise<ReferenceRay> =>
  startReferenceRay({
    cpus: 8,
    ...options,
    clocks: { tailPollMs: 50, killAfterMs: 300, supervisorStartMs: 20, ...options.clocks },
  });
