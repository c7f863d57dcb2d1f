import { ray } from "@jobwire/node";
import { expect, test } from "vitest";
import { folderWith } from "./folders.ts";
import { followInPage } from "./follow-in-page.ts";
import { liveRay, logFileOf, program } from "./live-ray.ts";
import { expectLines } from "./read-log.ts";
import { runProgram, runtimes } from "./runtimes.ts";

const numbered = program("lines", "numbered", 20_000, "--seconds", 4);

test.for(runtimes)("%s submits, follows, waits and stops", { timeout: 180_000 }, async (runtime) => {
  const seen = await runProgram(runtime, "submit-follow-stop", liveRay.address, numbered);
  await expectLines(seen.lines, logFileOf(seen.submissionId));
  expect([seen.status, seen.stop, seen.stopped]).toEqual(["SUCCEEDED", { stopped: true }, "STOPPED"]);
});

test.for(runtimes)(
  "%s uploads a folder once, runs in it, and reads tables, rows and Serve",
  { timeout: 180_000 },
  async (runtime) => {
    await using folder = await folderWith({ "data.txt": `of ${runtime}\n`, "stamp.txt": String(Date.now()) });
    const seen = await runProgram(runtime, "rest-of-ray", liveRay.address, folder.path, "cat data.txt");
    expect(seen.log).toContain(`of ${runtime}\n`);
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
