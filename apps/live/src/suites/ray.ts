import { startHead } from "../head/head.ts";
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
    const started = await Promise.allSettled([
      startHead({ venv }),
      startHead({ venv, token: "live-suite-token", portsFrom: 23_000 }),
    ]);
    const stop = async (): Promise<void> =>
      void (await Promise.all(started.map(async (one) => (one.status === "fulfilled" ? one.value.stop() : undefined))));
    const [open, guarded] = started;
    if (open.status === "rejected" || guarded.status === "rejected") {
      await stop();
      throw started.find((one) => one.status === "rejected")?.reason;
    }
    return {
      env: {
        JOBWIRE_LIVE_RAY: open.value.address,
        JOBWIRE_LIVE_RAY_LOG_DIR: open.value.logDir,
        JOBWIRE_LIVE_RAY_GCS: `127.0.0.1:${open.value.ports.gcs}`,
        JOBWIRE_LIVE_RAY_TOKEN_ADDRESS: guarded.value.address,
        JOBWIRE_LIVE_RAY_TOKEN: guarded.value.token ?? "",
        JOBWIRE_LIVE_RAY_TOKEN_LOG_DIR: guarded.value.logDir,
        JOBWIRE_LIVE_PYTHON: venv.python,
      },
      [Symbol.asyncDispose]: stop,
    };
  },
};
