import { findRayVenv, startHead } from "@jobwire/live";
import { startReferenceRay } from "@jobwire/testing";

/** The server that is measured. */
export interface BenchRay {
  readonly address: string;
  /** What it is, for the table. */
  readonly what: string;
  /** Ray's own CLI, where there is one. */
  readonly rayCli: string | undefined;
  readonly stop: () => Promise<void>;
}

/**
 * The Ray at `JOBWIRE_LIVE_RAY`; else a head of our own; else, without a Ray on this machine, the reference Ray, whose figures
 * say something about the client only.
 */
export const benchRay = async (): Promise<BenchRay> => {
  const venv = await findRayVenv();
  const given = process.env["JOBWIRE_LIVE_RAY"];
  if (given !== undefined) {
    return { address: given, what: `the Ray at ${given}`, rayCli: venv?.ray, stop: () => Promise.resolve() };
  }
  if (venv !== undefined) {
    const head = await startHead({ venv });
    return { address: head.address, what: "a Ray head of its own", rayCli: venv.ray, stop: head.stop };
  }
  const reference = await startReferenceRay({});
  return {
    address: reference.url,
    what: "the reference Ray (no Ray here)",
    rayCli: undefined,
    stop: () => reference.close(),
  };
};
