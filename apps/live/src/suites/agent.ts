import { pythonSuite } from "./python-suite.ts";
import type { Suite } from "./suite.ts";

/** The real Python clients of the Synapse Agent, on the reference agent, since no real agent is available. */
export const agentSuite: Suite = pythonSuite({
  name: "agent",
  distribution: "synapse-sdk",
  version: "2026.2.17",
  variable: "JOBWIRE_LIVE_AGENT_PYTHON",
});
