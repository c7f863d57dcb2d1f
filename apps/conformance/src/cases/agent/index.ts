import type { ConformanceCase } from "../../case/conformance-case.ts";
import { agentHeartbeatCases } from "./heartbeats.ts";
import { agentServiceCases } from "./service.ts";
import { agentTailCases } from "./tails.ts";

/** The cases of the Synapse Agent's client. */
export const agentCases: ReadonlyArray<ConformanceCase> = [
  ...agentServiceCases,
  ...agentTailCases,
  ...agentHeartbeatCases,
];
