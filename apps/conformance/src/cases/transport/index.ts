import type { ConformanceCase } from "../../case/conformance-case.ts";
import { handshakeCases } from "./handshakes.ts";
import { totalLimitCases } from "./total-limits.ts";
import { userAgentCases } from "./user-agent.ts";
import { writeCases } from "./writes.ts";
import { wrongServerCases } from "./wrong-servers.ts";

/** What all clients have in common: how requests go out, how long they may take, and what may answer. */
export const transportCases: ReadonlyArray<ConformanceCase> = [
  ...userAgentCases,
  ...writeCases,
  ...totalLimitCases,
  ...handshakeCases,
  ...wrongServerCases,
];
