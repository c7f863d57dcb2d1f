import { pythonSuite } from "./python-suite.ts";
import type { Suite } from "./suite.ts";

/** The real jobs clients of RelationalAI, on the reference reasoner, since no Snowflake account is available. */
export const reasonerSuite: Suite = pythonSuite({
  name: "reasoner",
  distribution: "relationalai",
  version: "1.37.0",
  variable: "JOBWIRE_LIVE_REASONER_PYTHON",
});
