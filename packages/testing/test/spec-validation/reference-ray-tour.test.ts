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

/** The operations and statuses that the tour causes on any head. */
const always = [
  "deleteJob 200",
  "deleteJob 404",
  "deleteJob 405",
  "deleteJob 500",
  "deployServe 400",
  "deployServe 500",
  "getAuthenticationMode 200",
  "getClusterStatus 200",
  "getComponentActivities 200",
  "getHealth 200",
  "getJob 200",
  "getJob 404",
  "getJobLogs 200",
  "getJobLogs 404",
  "getNodesView 200",
  "getNodesView 500",
  "getPackage 200",
  "getPackage 404",
  "getServe 200",
  "getServe 400",
  "getTaskTimeline 200",
  "getVersion 200",
  "listActors 200",
  "listActors 400",
  "listJobStates 200",
  "listJobs 200",
  "listLogFiles 200",
  "listLogFiles 400",
  "listLogFiles 404",
  "listLogFiles 500",
  "listNodes 200",
  "listNodes 400",
  "listNodes 500",
  "listObjects 200",
  "listObjects 400",
  "listPlacementGroups 200",
  "listPlacementGroups 400",
  "listTasks 200",
  "listTasks 400",
  "listWorkers 200",
  "listWorkers 400",
  "other-method 405",
  "putPackage 200",
  "readLogFile 200",
  "readLogFile 500",
  "scaleDeployment 400",
  "stopJob 200",
  "stopJob 404",
  "streamLogFile 200",
  "streamLogFile 500",
  "submitJob 200",
  "submitJob 400",
  "submitJob 405",
  "submitJob 500",
  "summarizeActors 200",
  "summarizeObjects 200",
  "summarizeTasks 200",
  "tailJobLogs 101",
  "tailJobLogs 404",
  "tailJobLogs 500",
];

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
  expect(report.visited).toEqual(always);
  // HEAD, the upgrade and the abandoned stream have no body to check; nor does an accepted or existing package.
  expect(report.answers - report.bodies).toBe(5);
});

test("in token mode", async () => {
  await using ray = await startReferenceRay({ clocks, token: "correct horse" });
  const report = await tourRay({ address: ray.url, validator, token: "correct horse" });
  expect(report.problems).toEqual([]);
  const refusals = guarded.flatMap((operation) => [`${operation} 401`, `${operation} 403`]);
  expect(report.visited).toEqual([...always, ...refusals].sort());
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
