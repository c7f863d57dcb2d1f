import { findPython } from "../venv.ts";
import { type Suite, SuiteUnavailable } from "./suite.ts";

/** The version of the Synapse clients that the live suite drives. */
const SYNAPSE_SDK_VERSION = "2026.2.17";

/** The real Python clients of the Synapse Agent, on the reference agent: there is no agent to be had. */
export const agentSuite: Suite = {
  name: "agent",
  prepare: async () => {
    const python = await findPython("JOBWIRE_LIVE_AGENT_PYTHON", `synapse-sdk-${SYNAPSE_SDK_VERSION}`);
    if (python === undefined)
      throw new SuiteUnavailable(
        `No synapse-sdk ${SYNAPSE_SDK_VERSION} here: run .ci/agent-venv first, or set JOBWIRE_LIVE_AGENT_PYTHON to a Python that has it.`,
      );
    return { env: { JOBWIRE_LIVE_AGENT_PYTHON: python }, [Symbol.asyncDispose]: async () => {} };
  },
};
