import type { ConformanceCase } from "../../case/conformance-case.ts";
import { abortedCases } from "./aborts.ts";
import { clockCases } from "./clocks.ts";
import { encodingCases } from "./encodings.ts";
import { lostAnswerCases } from "./lost-responses.ts";
import { lostConnectionCases } from "./lost-connections.ts";
import { manyAtOnceCases } from "./many-at-once.ts";
import { oddLogCases } from "./odd-logs.ts";
import { refusalCases } from "./refusals.ts";
import { restartCases } from "./restarts.ts";
import { silenceCases } from "./silence.ts";
import { slowLinkCases } from "./slow-links.ts";
import { slowReaderFaultCases } from "./slow-readers.ts";
import { transientStatusCases } from "./transient-statuses.ts";
import { wrongAnswerCases } from "./wrong-responses.ts";

/** One kind of fault each, over every backend that can have it. */
export const generatedFaultCases: ReadonlyArray<ConformanceCase> = [
  ...slowReaderFaultCases,
  ...refusalCases,
  ...transientStatusCases,
  ...silenceCases,
  ...slowLinkCases,
  ...wrongAnswerCases,
  ...encodingCases,
  ...lostConnectionCases,
  ...oddLogCases,
  ...restartCases,
  ...lostAnswerCases,
  ...clockCases,
  ...manyAtOnceCases,
  ...abortedCases,
];
