import type { ConformanceCase } from "../../case/conformance-case.ts";
import { answerCases } from "./answers.ts";
import { lostConnectionCases } from "./lost-connections.ts";
import { refusalCases } from "./refusals.ts";

/** Cases that the fault table generates: one kind of fault over every backend. */
export const generatedFaultCases: ReadonlyArray<ConformanceCase> = [
  ...lostConnectionCases,
  ...refusalCases,
  ...answerCases,
];
