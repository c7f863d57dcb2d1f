/** Checks every recorded response of a real Ray against `ray.yaml`, and names every one that it leaves out. */
import { describe, expect, test } from "vitest";
import { createSpecValidator } from "../../src/index.ts";
import { RecordingMask } from "./mask-recording.ts";
import { raySpecText } from "./ray-spec.ts";
import { type RecordedAnswer, readRecordings } from "./recorded-exchanges.ts";

const validator = createSpecValidator(raySpecText);
const { answers, observations, files } = readRecordings();
const described = answers.filter((answer) => validator.pathOf(answer.url) !== undefined);
const outside = answers.filter((answer) => validator.pathOf(answer.url) === undefined);

const nameOf = (answer: RecordedAnswer): string => `${answer.file}: ${answer.case}`;

const count = (values: Iterable<string>): Record<string, number> => {
  const counts: Record<string, number> = {};
  for (const value of values) counts[value] = (counts[value] ?? 0) + 1;
  return counts;
};

describe("recorded responses against ray.yaml", () => {
  test.each(described.map((answer) => [nameOf(answer), answer] as const))("%s", (_name, answer) => {
    expect(validator.validate(answer).problems).toEqual([]);
  });

  test("have these numbers, and only these are left out of the body check", () => {
    expect(described.length).toBe(421);
    const unchecked = described.filter((answer) => !validator.validate(answer).bodyChecked);
    expect(count(unchecked.map((answer) => `${answer.method} ${answer.status} ${answer.file}`))).toEqual({
      // Upgrades and their refusals: the recorder of WebSockets kept no bodies.
      "GET 101 auth-token.json": 3,
      "GET 401 auth-token.json": 1,
      "GET 403 auth-token.json": 1,
      "GET 400 driver-type.json": 1,
      "GET 101 tail-basic.json": 8,
      "GET 404 tail-basic.json": 1,
      "GET 101 tail-batches.json": 9,
      "GET 101 tail-compression.json": 4,
      "GET 101 tail-content.json": 6,
      "GET 101 tail-faults.json": 3,
      "GET 101 tail-latency.json": 1,
      // Answered without a body.
      "DELETE 200 serve-more.json": 1,
      "DELETE 200 serve-off.json": 1,
      "DELETE 200 serve-on.json": 1,
      "GET 200 packages.json": 1,
      "PUT 200 packages.json": 6,
      "PUT 200 serve-more.json": 5,
      "PUT 200 serve-on.json": 4,
      // A HEAD has none.
      "HEAD 200 misc.json": 1,
      "HEAD 200 dashboard-faults.json": 7,
      "HEAD 404 dashboard-faults.json": 1,
    });
  });

  test("cover every operation, and these statuses of each", () => {
    const seen = new Map<string, Set<number>>();
    for (const answer of described) {
      const id = validator.validate(answer).operationId ?? "(method not listed)";
      seen.set(id, (seen.get(id) ?? new Set()).add(answer.status));
    }
    expect([...seen.keys()].filter((id) => !id.startsWith("(")).sort()).toEqual([...validator.operationIds].sort());
    expect(Object.fromEntries([...seen].map(([id, statuses]) => [id, [...statuses].sort((a, b) => a - b)]))).toEqual({
      "(method not listed)": [401, 405],
      deleteJob: [200, 400, 404, 405, 500],
      deployServe: [200, 400, 405, 500],
      getAuthenticationMode: [200],
      getClusterStatus: [200, 401],
      getComponentActivities: [200],
      getHealth: [200, 500, 503],
      getJob: [200, 404, 500],
      getJobLogs: [200, 400, 404, 500],
      getNodesView: [200, 401, 500],
      getPackage: [200, 404],
      getServe: [200, 400, 401],
      getTaskTimeline: [200],
      getVersion: [200, 401, 403, 500],
      listActors: [200, 400],
      listJobStates: [200, 500],
      listJobs: [200, 401, 403, 500],
      listLogFiles: [200, 400, 404, 500],
      listNodes: [200, 400, 401, 429, 500],
      listObjects: [200, 400],
      listPlacementGroups: [200, 400],
      listTasks: [200, 400, 500],
      listWorkers: [200, 400],
      putPackage: [200, 405, 413],
      readLogFile: [200, 500],
      scaleDeployment: [200, 400, 404, 412, 503],
      shutDownServe: [200, 405],
      stopJob: [200, 400, 401, 404, 405, 500],
      streamLogFile: [200, 500],
      submitJob: [200, 400, 405, 413, 500],
      summarizeActors: [200],
      summarizeObjects: [200],
      summarizeTasks: [200],
      tailJobLogs: [101, 400, 401, 403, 404, 500],
    });
  });

  test("without recorded headers are exactly these", () => {
    expect(answers.filter((answer) => !answer.headersRecorded).map(nameOf)).toEqual([
      "driver-type.json: list, only the DRIVER entries",
      "jobs-pending-timeout.json: PENDING for want of resources until the start timeout",
      "jobs-pending-timeout.json: the same, with a stop sent while PENDING",
      "state-rate-limit.json: state API call while 100 log streams are open",
      "tail-faults.json: the dashboard's job module (a subprocess of the dashboard) is killed while tailing",
      "tail-faults.json: the per-node dashboard agent is killed while tailing (its raylet exits with it)",
      "tail-faults.json: tail opened after the agent (and raylet) died; the job still reads RUNNING",
    ]);
  });
});

test("paths outside ray.yaml are exactly these", () => {
  // Node ids and package names represent any.
  const pathOf = (answer: RecordedAnswer) =>
    answer.url
      .replace(/\?.*/s, "")
      .replace(/[0-9a-f]{56}/, "{node_id}")
      .replace(/(packages\/\w+)\/.*/, "$1/{name}");
  expect(count(outside.map((answer) => `${answer.method} ${pathOf(answer)}`))).toEqual({
    "GET /-/healthz": 2,
    "GET /api/healthz": 2,
    "GET /api/jobs": 1,
    "GET /api/jobs//": 1,
    "GET /api/jobs/rec-01742-a/b": 1,
    "GET /api/local_raylet_healthz": 2,
    "GET /api/nope": 2,
    "GET /api/packages/nope/{name}": 1,
    "GET /api/prometheus_health": 1,
    "GET /api/ray/version": 1,
    "GET /api/serve/applications/one": 1,
    "GET /api/serve/deployments/": 1,
    "GET /api/v0/cluster_metadata": 1,
    "GET /api/v0/logs/zzz": 1,
    "GET /api/v0/nodes/{node_id}": 1,
    "GET /api/v0/runtime_env_redaction": 2,
    "GET /api/v0/runtime_envs": 1,
    "GET /favicon.ico": 1,
    "GET /logs": 1,
    "GET /nodes/ffff": 1,
    "GET /nodes/{node_id}": 1,
    "GET /timezone": 2,
    "GET /usage_stats_enabled": 2,
    "DELETE /api/serve/applications/one": 1,
    "POST /api/authenticate": 5,
    "POST /api/jobs": 1,
    "POST /api/no-such-path": 1,
    "PUT /api/packages/https/{name}": 1,
    "PUT /api/packages/nope/{name}": 1,
  });
});

test("entries that are observations without a request to check are exactly these", () => {
  expect(observations).toEqual([
    "jobs-pending-timeout.json: stop sent while PENDING behind another job; resources come free 6 s later",
    "stream-300s-and-latency.json: GET /api/v0/logs/stream on a job that prints every 10 s",
    "stream-300s-and-latency.json: WebSocket tail on the same job, same time",
    "stream-300s-and-latency.json: WebSocket tail on a job that prints nothing for 430 s",
    "tail-faults.json: submit after the head's agent died",
  ]);
});

describe("recorded submits against the request's schema", () => {
  const submits = described.filter(
    (answer) => answer.method === "POST" && answer.url === "/api/jobs/" && answer.sent !== null,
  );
  const fits = (answer: RecordedAnswer) => validator.validateRequest({ ...answer, body: answer.sent ?? "" }).ok;

  test("the schema accepts what Ray accepted", () => {
    const taken = submits.filter((answer) => answer.status === 200);
    expect(taken.length).toBeGreaterThan(10);
    expect(taken.filter((answer) => !fits(answer)).map(nameOf)).toEqual([]);
  });

  test("the schema refuses what Ray refused for its types, except an unknown field", () => {
    // The schema leaves unknown fields open, because later versions of Ray know more of them.
    const refused = submits.filter((answer) => answer.status === 400);
    expect(refused.length).toBe(5);
    expect(refused.filter(fits).map(nameOf)).toEqual(["jobs-submit.json: submit, unknown field"]);
  });
});

test.each([...files])("%s has no host, address or path of the machine it was made on", (_name, recording) => {
  expect(new RecordingMask().mask(recording)).toEqual(recording);
});
