import type { ConformanceCase } from "../../case/conformance-case.ts";
import { gatewayCallCases } from "./calls.ts";
import { gatewaySystemCases } from "./other-systems.ts";
import { gatewayTailCases } from "./tails.ts";

/** The cases of clients of a gateway; `secrets/echoes/gateway` is beside its siblings in ../echoes.ts. */
export const gatewayCases: ReadonlyArray<ConformanceCase> = [
  ...gatewayTailCases,
  ...gatewayCallCases,
  ...gatewaySystemCases,
];
