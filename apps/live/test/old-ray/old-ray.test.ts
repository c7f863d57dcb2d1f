/**
 * The oldest Ray that the README promises. Its dashboard responds with 500 to a request without `User-Agent`, has no browser check
 * and no tokens, and breaks compressed WebSockets, as all versions do.
 */
import { readFile } from "node:fs/promises";
import { request } from "node:http";
import { join } from "node:path";
import { type RayCluster, ray } from "@jobwire/node";
import { afterAll, beforeAll, expect, test } from "vitest";
import { checkedCluster } from "../checked-cluster.ts";
import { folderWith } from "../folders.ts";
import { followInPage } from "../follow-in-page.ts";
import { programWith } from "../program.ts";
import { expectLines, readLog } from "../read-log.ts";
import { runCli } from "../run-cli.ts";
import { runProgram, runtimes } from "../runtimes.ts";

const needed = (name: string): string => {
  const value = process.env[name];
  if (value === undefined) throw new Error(`${name} is not set: run this suite with \`pnpm run live --only old-ray\``);
  return value;
};
const address = needed("JOBWIRE_LIVE_OLD_RAY");
const python = needed("JOBWIRE_LIVE_OLD_PYTHON");
const logFileOf = (id: string): string => join(needed("JOBWIRE_LIVE_OLD_RAY_LOG_DIR"), `job-driver-${id}.log`);
const numbered = programWith(python, "lines", "numbered", 20_000, "--seconds", 4);

let cluster: RayCluster;
beforeAll(() => {
  cluster = ray({ address });
});
afterAll(() => cluster.close());

test("the head has the expected version, and responds with 500 to requests without a user agent", async () => {
  expect(await cluster.version()).toMatchObject({ rayVersion: "2.46.0" });
  const status = await new Promise<number | undefined>((resolve, reject) => {
    request(`${address}/api/jobs/`, (answer) => resolve(answer.resume().statusCode))
      .once("error", reject)
      .end();
  });
  expect(status).toBe(500);
});

test.for(["auto", "websocket", "http"] as const)(
  "submit, follow by protocol %s while it runs and when it has ended, wait, list, getLogs, delete",
  async (protocol) => {
    const job = await cluster.jobs.submit({ entrypoint: numbered, metadata: { team: protocol } });
    const file = logFileOf(job.submissionId);
    const live = await readLog(job.logs({ protocol }), file);
    const end = await job.result();
    expect(end).toMatchObject({ status: "SUCCEEDED", metadata: { team: protocol } });
    expect(await readLog(job.logs({ protocol }), file)).toEqual(live);
    expect((await job.getLogs()).split("\n")).toEqual([...live, ""]);
    expect(await readFile(file, "utf8")).toBe(await job.getLogs());
    expect((await cluster.jobs.list()).find(({ submissionId }) => submissionId === job.submissionId)).toEqual(end);
    const last: Array<string> = [];
    for await (const line of job.logs({ protocol, tail: 5 })) last.push(line);
    expect(last).toEqual(live.slice(-5));
    await job.delete();
    await expect(job.status()).rejects.toMatchObject({ _tag: "NotFound" });
  },
);

test("failed and stopped jobs end as on newer versions", async () => {
  const failed = await cluster.jobs.submit({ entrypoint: "echo reason; exit 3" });
  const stopped = await cluster.jobs.submit({ entrypoint: "sleep 600" });
  await expect.poll(async () => (await stopped.status()).status, { interval: 200, timeout: 60_000 }).toBe("RUNNING");
  expect(await stopped.stop({ wait: true })).toEqual({ stopped: true });
  await expect(stopped.result()).rejects.toMatchObject({ _tag: "JobStopped" });
  await expect(failed.result()).rejects.toMatchObject({ _tag: "JobFailed", exitCode: 3 });
});

test.for(runtimes)("%s submits, follows, waits and stops", { timeout: 180_000 }, async (runtime) => {
  const seen = await runProgram(runtime, "submit-follow-stop", address, numbered);
  await expectLines(seen.lines, logFileOf(seen.submissionId));
  expect([seen.status, seen.stop, seen.stopped]).toEqual(["SUCCEEDED", { stopped: true }, "STOPPED"]);
});

test.for(runtimes)("%s uploads a folder, reads tables and Serve", { timeout: 180_000 }, async (runtime) => {
  await using folder = await folderWith({ "data.txt": `of ${runtime}\n`, "stamp.txt": String(Date.now()) });
  const seen = await runProgram(runtime, "rest-of-ray", address, folder.path, "cat data.txt");
  expect(seen.log).toContain(`of ${runtime}\n`);
  expect(seen).toMatchObject({
    first: { uploaded: true },
    second: { uploaded: false },
    state: "ALIVE",
    running: false,
  });
});

test("a page of its own origin follows and waits", { timeout: 180_000 }, async () => {
  const job = await cluster.jobs.submit({ entrypoint: numbered });
  const seen = await followInPage(address, job.submissionId);
  await expectLines(seen.lines, logFileOf(job.submissionId));
  expect(seen).toMatchObject({ status: "SUCCEEDED", methods: ["GET"] });
});

test("the command submits, follows and exits with the job's exit code; the doctor finds no fault", async () => {
  const ran = await runCli(["ray", "submit", "--address", address, "--", "echo before; exit 7"]);
  expect(ran.stdout.split("\n")).toContain("before");
  expect(ran.code).toBe(1);
  expect(await runCli(["ray", "list", "--address", address])).toMatchObject({ code: 0 });
  expect(await runCli(["ray", "doctor", "--address", address])).toMatchObject({ code: 0 });
});

test("its responses match specs/ray.yaml", async () => {
  const checked = await checkedCluster({ address });
  await using seen = checked.cluster;
  const job = await seen.jobs.submit({ entrypoint: "echo one" });
  await job.result();
  await readLog(job.logs(), logFileOf(job.submissionId));
  await seen.jobs.list();
  await seen.nodes.list();
  expect(checked.answers.flatMap(({ problems }) => problems)).toEqual([]);
  expect(checked.answers.some(({ bodyChecked }) => bodyChecked)).toBe(true);
});
