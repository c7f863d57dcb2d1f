import type { ConformanceCase } from "../../case/conformance-case.ts";
import { abortedCases } from "./aborts.ts";
import { answerCases } from "./answers.ts";
import { lostConnectionCases } from "./lost-connections.ts";
import { oddLogCases } from "./odd-logs.ts";
import { outageCases } from "./outages.ts";
import { refusalCases } from "./refusals.ts";
import { slowReaderFaultCases } from "./slow-readers.ts";

/** One kind of fault each, over every backend that can have it. */
export const generatedFaultCases: ReadonlyArray<ConformanceCase> = [
  ...slowReaderFaultCases,
  ...refusalCases,
  ...answerCases,
  ...lostConnectionCases,
  ...oddLogCases,
  ...outageCases,
  ...abortedCases,
];
