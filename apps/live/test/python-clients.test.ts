import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import type { RayHead } from "../src/index.ts";
import { afterAll, beforeAll, expect, test } from "vitest";
import { liveRay } from "./live-ray.ts";
import { ownHead } from "./own-head.ts";

const compare = fileURLToPath(new URL("../../../packages/testing/parity/compare.ts", import.meta.url));

let head: RayHead;
beforeAll(async () => {
  head = await ownHead(28_000);
});
afterAll(() => head.stop());

test("Ray's JobSubmissionClient and `ray job` get the same from a head and from the reference Ray", {
  timeout: 900_000,
}, async () => {
  const args = [compare, "--python", liveRay.python, head.address];
  const { stdout } = await promisify(execFile)(process.execPath, args, { maxBuffer: 10_000_000 });
  expect(stdout).toMatch(/^[1-9]\d* passed, 0 failed$/m);
});
