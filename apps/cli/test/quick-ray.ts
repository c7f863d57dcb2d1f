import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type ReferenceRay, type ReferenceRayOptions, startReferenceRay } from "@jobwire/testing";
import { afterAll, beforeAll } from "vitest";

/** A reference Ray with short delays. */
export const quickRay = (options: ReferenceRayOptions = {}): Promise<ReferenceRay> =>
  startReferenceRay({
    cpus: 8,
    ...options,
    clocks: { tailPollMs: 50, killAfterMs: 300, supervisorStartMs: 20, serveDeployMs: 100, ...options.clocks },
  });

/** A Ray and a folder for one file of tests. Both are removed after its last test. */
export interface TestBed {
  readonly ray: ReferenceRay;
  readonly folder: string;
}

/** Sets up the file's test bed before its first test. Reading `ray` earlier throws. */
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
      if (ray === undefined) throw new Error("The reference Ray has not started yet. Read it inside a test.");
      return ray;
    },
  };
};
