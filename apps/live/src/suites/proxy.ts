import { access } from "node:fs/promises";
import { findRayVenv, RAY_VERSION } from "../head/venv.ts";
import { NGINX } from "../proxy/nginx.ts";
import { type Suite, SuiteUnavailable } from "./suite.ts";

/** nginx in front of a Ray head. The tests start both. */
export const proxySuite: Suite = {
  name: "proxy",
  prepare: async () => {
    const venv = await findRayVenv();
    if (venv === undefined)
      throw new SuiteUnavailable(
        `No Ray ${RAY_VERSION} here: run .ci/ray-venv first, or set JOBWIRE_LIVE_PYTHON to a Python that has it.`,
      );
    try {
      await access(NGINX);
    } catch {
      throw new SuiteUnavailable(`No nginx at ${NGINX}: run .ci/nginx first.`);
    }
    return { env: { JOBWIRE_LIVE_PYTHON: venv.python }, [Symbol.asyncDispose]: async () => {} };
  },
};
