import type { ConformanceCase } from "../case/conformance-case.ts";
import { generatedFaultCases } from "../faults/table.ts";
import { agentCases } from "./agent/index.ts";
import { callSiteCases } from "./call-sites.ts";
import { echoCases } from "./echoes.ts";
import { gatewayCases } from "./gateway/index.ts";
import { kubernetesCases } from "./kubernetes/index.ts";
import { rayCases } from "./ray/index.ts";
import { reasonerCases } from "./reasoner/index.ts";
import { transportCases } from "./transport/index.ts";

/** Every case of the suite. A surface is added as a folder of its own. */
export const cases: ReadonlyArray<ConformanceCase> = [
  ...rayCases,
  ...agentCases,
  ...reasonerCases,
  ...kubernetesCases,
  ...gatewayCases,
  ...transportCases,
  ...echoCases,
  ...callSiteCases,
  ...generatedFaultCases,
];
