import type { ConformanceCase } from "../../case/conformance-case.ts";
import { totalLimitCases } from "./total-limits.ts";
import { userAgentCases } from "./user-agent.ts";
import { writeCases } from "./writes.ts";

/** What all clients have in common: how requests go out, and how long they may take. */
export const transportCases: ReadonlyArray<ConformanceCase> = [...userAgentCases, ...writeCases, ...totalLimitCases];
