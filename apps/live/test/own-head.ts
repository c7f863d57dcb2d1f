import { findRayVenv, type HeadOptions, type RayHead, startHead } from "../src/index.ts";
import { afterAll, beforeAll } from "vitest";

/** A head for the tests of one file. */
export interface OwnHead {
  readonly head: RayHead;
}

/**
 * Starts a head for one test file, for tests that would disturb other files: crashes, all slots taken, long scripts. Ends it after
 * the file's tests, also when they, or the start of the head, timed out.
 *
 * @param portsFrom the first port to try; each file has its own, since files start at the same time
 */
export const ownHead = (portsFrom: number, options: Pick<HeadOptions, "persistent"> = {}): OwnHead => {
  let starting: Promise<RayHead> | undefined;
  let head: RayHead | undefined;
  beforeAll(async () => {
    starting = findRayVenv().then((venv) => {
      if (venv === undefined)
        throw new Error("Ray was not found on this machine. Run the live suite with `pnpm run live`.");
      return startHead({ venv, portsFrom, ...options });
    });
    head = await starting;
  }, 600_000);
  afterAll(async () => {
    // A failed start has already ended its processes, and the hook above has reported it.
    await (await starting?.catch(() => undefined))?.stop();
  }, 600_000);
  return {
    get head() {
      if (head === undefined) throw new Error("The head has not started yet. Read it inside a test.");
      return head;
    },
  };
};
