import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { liveRay } from "./live-ray.ts";
import { ownHead } from "./own-head.ts";

const compare = fileURLToPath(new URL("../../../packages/testing/parity/compare.ts", import.meta.url));

const own = ownHead(28_000);

test("Ray's JobSubmissionClient and `ray job` get the same responses from a head and from the reference Ray", {
  timeout: 900_000,
}, async () => {
  const args = [compare, "--python", liveRay.python, own.head.address];
  const { stdout } = await promisify(execFile)(process.execPath, args, { maxBuffer: 10_000_000 });
  expect(stdout).toMatch(/^[1-9]\d* passed, 0 failed$/m);
});
