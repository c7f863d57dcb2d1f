import type { ConformanceCase } from "../../case/conformance-case.ts";
import { handshakeCases } from "./handshakes.ts";
import { totalLimitCases } from "./total-limits.ts";
import { userAgentCases } from "./user-agent.ts";
import { writeCases } from "./writes.ts";
import { wrongServerCases } from "./wrong-servers.ts";

/** The common parts of all clients: how they send requests, how long requests may take, and which servers may respond. */
export const transportCases: ReadonlyArray<ConformanceCase> = [
  ...userAgentCases,
  ...writeCases,
  ...totalLimitCases,
  ...handshakeCases,
  ...wrongServerCases,
];
