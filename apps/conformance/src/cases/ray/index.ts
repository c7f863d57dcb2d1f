import type { ConformanceCase } from "../../case/conformance-case.ts";
import { abortCases } from "./aborts.ts";
import { cutCases } from "./cuts.ts";
import { errorCases } from "./errors.ts";
import { rayHeartbeatCases } from "./heartbeats.ts";
import { jobCases } from "./jobs.ts";
import { lostLogCases } from "./lost-logs.ts";
import { positionCases } from "./positions.ts";
import { secretCases } from "./secrets.ts";
import { slowReaderCases } from "./slow-readers.ts";
import { submitCases } from "./submits.ts";
import { tokenCases } from "./tokens.ts";
import { waitCases } from "./waits.ts";
import { wholeLogCases } from "./whole-logs.ts";

/** The cases of Ray's client. */
export const rayCases: ReadonlyArray<ConformanceCase> = [
  ...slowReaderCases,
  ...jobCases,
  ...wholeLogCases,
  ...cutCases,
  ...positionCases,
  ...lostLogCases,
  ...rayHeartbeatCases,
  ...abortCases,
  ...submitCases,
  ...waitCases,
  ...errorCases,
  ...secretCases,
  ...tokenCases,
];
