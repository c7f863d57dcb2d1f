/**
 * The reference Ray sends only responses that `ray.yaml` describes, with the statuses of a real Ray 2.60.0 to the same requests. The
 * live suite runs the same tour on a real head.
 */
import { expect, test } from "vitest";
import { createSpecValidator, startReferenceRay } from "../../src/index.ts";
import { tourRay } from "../../src/internal.ts";
import { raySpecText } from "../recordings/ray-spec.ts";

const validator = createSpecValidator(raySpecText);
const clocks = { tailPollMs: 20, killAfterMs: 200, supervisorStartMs: 20 };

/** The operations and statuses that the tour causes on any head, one a line. */
const listOf = (visited: ReadonlyArray<string>): string =>
  `# What the tour visits on any head. Written by: npx -y pnpm@12.21.0 run generate\n${visited.join("\n")}\n`;

/** Operations that require the token, and methods that no path lists. */
const guarded = [
  "deleteJob",
  "getJob",
  "getJobLogs",
  "getNodesView",
  "getVersion",
  "listJobs",
  "listLogFiles",
  "listNodes",
  "other-method",
  "readLogFile",
  "stopJob",
  "streamLogFile",
  "submitJob",
  "tailJobLogs",
];

test("without a token", async () => {
  await using ray = await startReferenceRay({ clocks });
  const report = await tourRay({ address: ray.url, validator });
  expect(report.problems).toEqual([]);
  await expect(listOf(report.visited)).toMatchFileSnapshot("ray-tour.txt");
  // HEAD, the upgrade and the abandoned stream have no body to check; nor does an accepted or existing package.
  expect(report.answers - report.bodies).toBe(5);
});

test("in token mode", async () => {
  await using ray = await startReferenceRay({ clocks, token: "correct horse" });
  const report = await tourRay({ address: ray.url, validator, token: "correct horse" });
  expect(report.problems).toEqual([]);
  const refusals = guarded.flatMap((operation) => [`${operation} 401`, `${operation} 403`]);
  expect(report.visited.filter((visit) => refusals.includes(visit))).toEqual(refusals.sort());
  await expect(listOf(report.visited.filter((visit) => !refusals.includes(visit)))).toMatchFileSnapshot("ray-tour.txt");
});

test("a driver and a state API without a free slot are also described", async () => {
  await using ray = await startReferenceRay({ clocks });
  const get = async (path: string) => {
    const answer = await fetch(`${ray.url}${path}`);
    const body = await answer.text();
    return validator.validate({
      method: "GET",
      url: path,
      status: answer.status,
      contentType: answer.headers.get("content-type"),
      body,
    });
  };
  const id = ray.addDriverJob();
  const seen = [
    await get("/api/jobs/"),
    await get(`/api/jobs/${id}`),
    await get(`/api/jobs/${id}/logs`),
    await get(`/api/jobs/${id}/logs/tail`),
  ];
  ray.endDriverJob(id);
  seen.push(await get(`/api/jobs/${id}`));
  const release = ray.occupySlots(100);
  seen.push(await get("/api/v0/nodes"), await get("/api/v0/logs/file?node_id=x&filename=x"));
  release();
  expect(seen.map((verdict) => [verdict.operationId, ...verdict.problems])).toEqual([
    ["listJobs"],
    ["getJob"],
    ["getJobLogs"],
    ["tailJobLogs"],
    ["getJob"],
    ["listNodes"],
    ["readLogFile"],
  ]);
});
