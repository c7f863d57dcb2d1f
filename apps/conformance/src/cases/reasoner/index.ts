import type { ConformanceCase } from "../../case/conformance-case.ts";
import { reasonerJobCases } from "./jobs.ts";
import { reasonerTroubleCases } from "./failures.ts";

/** The cases of the client of reasoner jobs. */
export const reasonerCases: ReadonlyArray<ConformanceCase> = [...reasonerJobCases, ...reasonerTroubleCases];
