import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { ray } from "@jobwire/node";
import { expect, test } from "vitest";
import { folderWith } from "./folders.ts";
import { followInPage } from "./follow-in-page.ts";
import { liveRay, logFileOf, program } from "./live-ray.ts";
import { expectLines } from "./read-log.ts";

const root = fileURLToPath(new URL("../../..", import.meta.url));
const compiled = (name: string): string => fileURLToPath(new URL(`../dist/programs/${name}.js`, import.meta.url));
const bin = (name: string): string => `${root}node_modules/.bin/${name}`;

const runtimes: Readonly<Record<string, readonly [file: string, args: ReadonlyArray<string>]>> = {
  node: [process.execPath, []],
  bun: [bin("bun"), []],
  deno: [bin("deno"), ["run", "--allow-net", "--allow-read", "--allow-env"]],
};

const numbered = program("lines", "numbered", 20_000, "--seconds", 4);

test.each(Object.entries(runtimes))(
  "%s submits, follows, waits and stops",
  { timeout: 180_000 },
  async (_, [file, args]) => {
    const words = [...args, compiled("submit-follow-stop"), liveRay.address, numbered];
    const { stdout } = await promisify(execFile)(file, words, { maxBuffer: 64_000_000 });
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

test.each(Object.entries(runtimes))(
  "%s uploads a folder once, runs in it, and reads tables, rows and Serve",
  { timeout: 180_000 },
  async (name, [file, args]) => {
    await using folder = await folderWith({ "data.txt": `of ${name}\n`, "stamp.txt": String(Date.now()) });
    const words = [...args, compiled("rest-of-ray"), liveRay.address, folder.path, "cat data.txt"];
    const { stdout } = await promisify(execFile)(file, words);
    const seen = JSON.parse(stdout) as Readonly<Record<string, unknown>>;
    expect(seen["log"]).toContain(`of ${name}\n`);
    expect(seen).toMatchObject({
      first: { uploaded: true },
      second: { uploaded: false },
      tables: Array.from({ length: 6 }, () => "boolean"),
      state: "ALIVE",
      unknown: "NotFound",
      running: false,
      ok: true,
    });
  },
);

test("a page of Ray's own origin follows and waits, and sends no write", { timeout: 180_000 }, async () => {
  await using cluster = ray({ address: liveRay.address });
  const job = await cluster.jobs.submit({ entrypoint: numbered });
  const seen = await followInPage(liveRay.address, job.submissionId);
  await expectLines(seen.lines, logFileOf(job.submissionId));
  expect([seen.status, seen.refused]).toEqual(["SUCCEEDED", ["BrowserRefused", "BrowserRefused", "BrowserRefused"]]);
  expect(seen.reads).toEqual({ nodes: "ALIVE", tables: Array.from({ length: 5 }, () => "boolean"), running: false });
  expect(seen.methods).toEqual(["GET"]);
});
