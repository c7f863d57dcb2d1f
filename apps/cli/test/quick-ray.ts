import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type ReferenceRay, type ReferenceRayOptions, startReferenceRay } from "@jobwire/testing";
import { afterAll, beforeAll } from "vitest";

/** A reference Ray whose slow clocks are short. */
export const quickRay = (options: ReferenceRayOptions = {}): Promise<ReferenceRay> =>
  startReferenceRay({
    cpus: 8,
    ...options,
    clocks: { tailPollMs: 50, killAfterMs: 300, supervisorStartMs: 20, serveDeployMs: 100, ...options.clocks },
  });

/** What a file of tests works with: a Ray, and a folder for the files that it writes. Both are gone after its last test. */
export interface TestBed {
  readonly ray: ReferenceRay;
  readonly folder: string;
}

/** Sets the file's test bed up before its first test; not to be looked into before that. */
export const testBed = (): TestBed => {
  const folder = mkdtempSync(join(tmpdir(), "jobwire-cli-"));
  let ray: ReferenceRay | undefined;
  beforeAll(async () => {
    ray = await quickRay();
  });
  afterAll(async () => {
    await ray?.close();
    rmSync(folder, { recursive: true });
  });
  return {
    folder,
    get ray() {
      if (ray === undefined) throw new Error("the reference Ray is started before the first test, not before");
      return ray;
    },
  };
};
