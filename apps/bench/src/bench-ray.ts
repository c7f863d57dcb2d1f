import { findRayVenv, startHead } from "@jobwire/live";
import { startReferenceRay } from "@jobwire/testing";

/** The server to measure. */
export interface BenchRay {
  readonly address: string;
  /** The description of the server in the table. */
  readonly description: string;
  /** The path of Ray's own CLI. Undefined without a Ray on this machine. */
  readonly rayCli: string | undefined;
  readonly stop: () => Promise<void>;
}

/**
 * The Ray at `JOBWIRE_LIVE_RAY`, or else a new head, or else (without a Ray on this machine) the reference Ray. The figures on the
 * reference Ray describe the client only.
 */
export const benchRay = async (): Promise<BenchRay> => {
  const venv = await findRayVenv();
  const given = process.env["JOBWIRE_LIVE_RAY"];
  if (given !== undefined) {
    return { address: given, description: `the Ray at ${given}`, rayCli: venv?.ray, stop: () => Promise.resolve() };
  }
  if (venv !== undefined) {
    const head = await startHead({ venv });
    return { address: head.address, description: "a private Ray head", rayCli: venv.ray, stop: head.stop };
  }
  const reference = await startReferenceRay({});
  return {
    address: reference.url,
    description: "the reference Ray (this machine has no Ray)",
    rayCli: undefined,
    stop: () => reference.close(),
  };
};
