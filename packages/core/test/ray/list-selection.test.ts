import { expect, test } from "vitest";
import { createRay, type JobsLeftOut } from "../../src/index.ts";
import { scriptedAdapter } from "../support/scripted-adapter.ts";

const row = (at: number, status: string, more: object = {}): object => ({
  type: "SUBMISSION",
  submission_id: `job-${at}`,
  status,
  entrypoint: "python train.py",
  start_time: 1_000 + at,
  runtime_env: { env_vars: { A: "x".repeat(100) } },
  ...more,
});

const clusterWith = (rows: ReadonlyArray<unknown>) => {
  const script = scriptedAdapter({ request: () => ({ body: JSON.stringify(rows) }) });
  return { script, jobs: createRay(script.adapter, { address: "http://127.0.0.1:8265" }).jobs };
};

const all = ["SUCCEEDED", "FAILED", "RUNNING"].flatMap((status, kind) =>
  Array.from({ length: 4 }, (_, at) => row(at * 3 + kind, status)),
);

test.each([
  [
    {},
    ["job-0", "job-3", "job-6", "job-9", "job-1", "job-4", "job-7", "job-10", "job-2", "job-5", "job-8", "job-11"],
    undefined,
  ],
  [{ status: "FAILED" }, ["job-1", "job-4", "job-7", "job-10"], { byStatus: 8, byLimit: 0 }],
  [{ status: ["failed ", "Running"], limit: 3 }, ["job-11", "job-10", "job-8"], { byStatus: 4, byLimit: 5 }],
  [{ limit: 2 }, ["job-11", "job-10"], { byStatus: 0, byLimit: 10 }],
  [{ limit: 100, status: "STOPPED" }, [], { byStatus: 12, byLimit: 0 }],
] as const)("%o lists %o with one request", async (options, ids, leftOut) => {
  const { jobs, script } = clusterWith(all);
  const reported: Array<JobsLeftOut> = [];
  const onLeftOut = leftOut === undefined ? {} : { onLeftOut: (counts: JobsLeftOut) => void reported.push(counts) };
  const found = await jobs.list({ ...options, ...onLeftOut });
  expect(found.map(({ submissionId }) => submissionId)).toEqual(ids);
  expect(reported).toEqual(leftOut === undefined ? [] : [leftOut]);
  expect(script.requests.map(({ url }) => String(url))).toEqual(["http://127.0.0.1:8265/api/jobs/"]);
});

test.each([
  [{ limit: 0 }, /limit must be a whole number of at least 1, not 0/],
  [{ limit: 1.5 }, /limit/],
  [{ status: "FALED" }, /status must be one or more of PENDING, RUNNING, SUCCEEDED, FAILED, STOPPED/],
  [{ status: [] }, /status must be/],
  [{ status: 7 as never }, /status must be/],
])("%o is refused before anything is sent", async (options, words) => {
  const { jobs, script } = clusterWith(all);
  await expect(jobs.list(options)).rejects.toMatchObject({ _tag: "InvalidRequest", reason: "local", message: words });
  expect(script.requests).toEqual([]);
});

test("an odd row is read as far as possible, does not hide others, and counts as old without a time", async () => {
  const odd = [row(1, "FAILED", { start_time: "soon" }), 7, row(2, "FAILED"), row(3, "FAILED", { status: null })];
  const { jobs } = clusterWith(odd);
  const newest = await jobs.list({ limit: 2 });
  expect(newest.map(({ submissionId }) => submissionId)).toEqual(["job-3", "job-2"]);
  expect(newest[0]?.unreadable).toEqual(["status"]);
  expect((await jobs.list({ status: "FAILED" })).map(({ submissionId }) => submissionId)).toEqual(["job-1", "job-2"]);
});

test.each([[[7, "x", {}]], [{ jobs: [] }], [[row(1, "FAILED", { type: 7 })]]])(
  "a response without a list of jobs is BadResponse, whatever the selection: %#",
  async (body) => {
    const { jobs } = clusterWith(body as ReadonlyArray<unknown>);
    await expect(jobs.list({ limit: 1 })).rejects.toMatchObject({ _tag: "BadResponse" });
    await expect(jobs.list({ status: "STOPPED" })).rejects.toMatchObject({ _tag: "BadResponse" });
  },
);

test("the newest of 10,000 jobs are decoded, and no others", async () => {
  let reads = 0;
  const rows = Array.from({ length: 10_000 }, (_, at) => row(at, at % 2 === 0 ? "FAILED" : "SUCCEEDED"));
  const { jobs } = clusterWith(rows);
  const parse = JSON.parse;
  // Counts the reads of a field that only decoding needs.
  JSON.parse = (text: string) => {
    const value: unknown = parse(text);
    if (!Array.isArray(value)) return value;
    return value.map((one: object) =>
      Object.defineProperty(one, "driver_node_id", { enumerable: true, get: () => (reads++, null) }),
    );
  };
  try {
    const found = await jobs.list({ status: "FAILED", limit: 10 });
    expect(found.map(({ submissionId }) => submissionId)).toEqual(
      Array.from({ length: 10 }, (_, at) => `job-${9_998 - at * 2}`),
    );
  } finally {
    JSON.parse = parse;
  }
  expect(reads).toBeGreaterThan(0);
  expect(reads).toBeLessThanOrEqual(100);
});
