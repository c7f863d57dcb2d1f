import { startHead } from "../head/head.ts";
import { findRayVenv, OLD_RAY_VERSION } from "../head/venv.ts";
import { type Suite, SuiteUnavailable } from "./suite.ts";

/** A head of the oldest Ray that the README promises. */
export const oldRaySuite: Suite = {
  name: "old-ray",
  prepare: async () => {
    const venv = await findRayVenv(process.env, OLD_RAY_VERSION);
    if (venv === undefined)
      throw new SuiteUnavailable(
        `No Ray ${OLD_RAY_VERSION} here: run .ci/ray-venv ${OLD_RAY_VERSION} first, or set JOBWIRE_LIVE_OLD_PYTHON to a Python that has it.`,
      );
    const head = await startHead({ venv, portsFrom: 27_000 });
    return {
      env: {
        JOBWIRE_LIVE_OLD_RAY: head.address,
        JOBWIRE_LIVE_OLD_RAY_LOG_DIR: head.logDir,
        JOBWIRE_LIVE_OLD_PYTHON: venv.python,
      },
      [Symbol.asyncDispose]: head.stop,
    };
  },
};
