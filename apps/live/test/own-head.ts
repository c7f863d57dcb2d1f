import { findRayVenv, type HeadOptions, type RayHead, startHead } from "../src/index.ts";
import { afterAll, beforeAll } from "vitest";

/** A head that is there while the tests of a file run. */
export interface OwnHead {
  readonly head: RayHead;
}

/**
 * Sees to a head for one test file alone, for what other files would feel: crashes, all slots taken, long scripts. It is ended
 * after the file's tests, also when they, or its own start, ran out of time.
 *
 * @param portsFrom where its search for ports begins; another for each file, since they start at the same time
 */
export const ownHead = (portsFrom: number, options: Pick<HeadOptions, "persistent"> = {}): OwnHead => {
  let starting: Promise<RayHead> | undefined;
  let head: RayHead | undefined;
  beforeAll(async () => {
    starting = findRayVenv().then((venv) => {
      if (venv === undefined) throw new Error("no Ray here: run the live suite with `pnpm run live`");
      return startHead({ venv, portsFrom, ...options });
    });
    head = await starting;
  }, 300_000);
  afterAll(async () => {
    // A start that failed has ended what it began, and was reported by the hook above.
    await (await starting?.catch(() => undefined))?.stop();
  }, 300_000);
  return {
    get head() {
      if (head === undefined) throw new Error("the head is not there yet");
      return head;
    },
  };
};
