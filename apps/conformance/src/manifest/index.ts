import { agentRequirements } from "./agent.ts";
import { errorRequirements } from "./errors.ts";
import { faultRequirements } from "./faults.ts";
import { gatewayRequirements } from "./gateway.ts";
import { kubernetesRequirements } from "./kubernetes.ts";
import { rayRequirements } from "./ray.ts";
import { reasonerRequirements } from "./reasoner.ts";
import type { Requirement } from "./requirement.ts";
import { secretRequirements } from "./secrets.ts";
import { transportRequirements } from "./transport.ts";

/** All requirements of the suite. */
export const requirements: ReadonlyArray<Requirement> = [
  ...rayRequirements,
  ...agentRequirements,
  ...reasonerRequirements,
  ...kubernetesRequirements,
  ...gatewayRequirements,
  ...errorRequirements,
  ...secretRequirements,
  ...transportRequirements,
  ...faultRequirements,
];
