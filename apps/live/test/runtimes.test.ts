import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { ray } from "@jobwire/node";
import { expect, test } from "vitest";
import { followInPage } from "./follow-in-page.ts";
import { liveRay, logFileOf, program } from "./live-ray.ts";
import { expectLines } from "./read-log.ts";

const root = fileURLToPath(new URL("../../..", import.meta.url));
const script = fileURLToPath(new URL("../dist/programs/submit-follow-stop.js", import.meta.url));
const bin = (name: string): string => `${root}node_modules/.bin/${name}`;

const runtimes: Readonly<Record<string, readonly [file: string, args: ReadonlyArray<string>]>> = {
  node: [process.execPath, [script]],
  bun: [bin("bun"), [script]],
  deno: [bin("deno"), ["run", "--allow-net", "--allow-read", "--allow-env", script]],
};

const numbered = program("lines", "numbered", 20_000, "--seconds", 4);

test.each(Object.entries(runtimes))(
  "%s submits, follows, waits and stops",
  { timeout: 180_000 },
  async (_, [file, args]) => {
    const { stdout } = await promisify(execFile)(file, [...args, liveRay.address, numbered], { maxBuffer: 64_000_000 });
    const seen = JSON.parse(stdout) as {
      readonly submissionId: string;
      readonly lines: ReadonlyArray<string>;
      readonly status: string;
      readonly stop: { readonly stopped: boolean };
      readonly stopped: string;
    };
    await expectLines(seen.lines, logFileOf(seen.submissionId));
    expect([seen.status, seen.stop, seen.stopped]).toEqual(["SUCCEEDED", { stopped: true }, "STOPPED"]);
  },
);

test("a page of Ray's own origin follows and waits, and sends no write", { timeout: 180_000 }, async () => {
  await using cluster = ray({ address: liveRay.address });
  const job = await cluster.jobs.submit({ entrypoint: numbered });
  const seen = await followInPage(liveRay.address, job.submissionId);
  await expectLines(seen.lines, logFileOf(job.submissionId));
  expect([seen.status, seen.refused]).toEqual(["SUCCEEDED", "BrowserRefused"]);
  expect(seen.methods).toEqual(["GET"]);
});
