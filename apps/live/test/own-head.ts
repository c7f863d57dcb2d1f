import { findRayVenv, type RayHead, startHead } from "../src/index.ts";

/**
 * Starts a head for one test file alone, for what other files would feel: crashes, all slots taken, long scripts.
 *
 * @param portsFrom where its search for ports begins; another for each file, since they start at the same time
 */
export const ownHead = async (portsFrom: number): Promise<RayHead> => {
  const venv = await findRayVenv();
  if (venv === undefined) throw new Error("no Ray here: run the live suite with `pnpm run live`");
  return startHead({ venv, portsFrom });
};
