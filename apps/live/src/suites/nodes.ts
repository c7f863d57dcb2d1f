import { findRayVenv, RAY_VERSION } from "../head/venv.ts";
import { type Suite, SuiteUnavailable } from "./suite.ts";

/** Clusters of several nodes on this machine. Each test file starts its own, since it kills their nodes. */
export const nodesSuite: Suite = {
  name: "nodes",
  prepare: async () => {
    const venv = await findRayVenv();
    if (venv === undefined)
      throw new SuiteUnavailable(
        `No Ray ${RAY_VERSION} here: run .ci/ray-venv first, or set JOBWIRE_LIVE_PYTHON to a Python that has it.`,
      );
    return { env: { JOBWIRE_LIVE_PYTHON: venv.python }, [Symbol.asyncDispose]: async () => {} };
  },
};
