import { type RayHead, startHead } from "../head/head.ts";
import { findRayVenv, RAY_VERSION } from "../head/venv.ts";
import { type Suite, SuiteUnavailable } from "./suite.ts";

/** Real Ray: a head, and one in token mode. */
export const raySuite: Suite = {
  name: "ray",
  prepare: async () => {
    const venv = await findRayVenv();
    if (venv === undefined)
      throw new SuiteUnavailable(
        `No Ray ${RAY_VERSION} here: run .ci/ray-venv first, or set JOBWIRE_LIVE_PYTHON to a Python that has it.`,
      );
    const heads: Array<RayHead> = [];
    const stop = async (): Promise<void> => void (await Promise.all(heads.map((head) => head.stop())));
    try {
      const open = await startHead({ venv });
      heads.push(open);
      const guarded = await startHead({ venv, token: "live-suite-token", portsFrom: open.ports.gcs + 1_000 });
      heads.push(guarded);
      return {
        env: {
          JOBWIRE_LIVE_RAY: open.address,
          JOBWIRE_LIVE_RAY_LOG_DIR: open.logDir,
          JOBWIRE_LIVE_RAY_GCS: `127.0.0.1:${open.ports.gcs}`,
          JOBWIRE_LIVE_RAY_TOKEN_ADDRESS: guarded.address,
          JOBWIRE_LIVE_RAY_TOKEN: guarded.token ?? "",
          JOBWIRE_LIVE_PYTHON: venv.python,
        },
        [Symbol.asyncDispose]: stop,
      };
    } catch (error) {
      await stop();
      throw error;
    }
  },
};
