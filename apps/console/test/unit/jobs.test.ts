import { hideEnvVars } from "@jobwire/core";
import { expect, test } from "vitest";
import type { Job, System } from "../../src/api/types.ts";
import { endText } from "../../src/jobs/end-text.ts";
import { settingLines } from "../../src/jobs/hidden-values.ts";
import { applyChanges, filterJobs, listJobs } from "../../src/jobs/job-list.ts";
import { rayRequest, reasonerRequest } from "../../src/submit/submit-request.ts";
import { cellText, columnTitle, tableColumns } from "../../src/cluster/table-columns.ts";
import { addEvents, mostEvents } from "../../src/events/event-list.ts";
import { durationText, sizeText } from "../../src/times.tsx";

const job = (id: string, status: string, startedAt: number | null, outcome: Job["outcome"] = null): Job => ({
  id,
  status,
  outcome,
  startedAt,
  endedAt: null,
  job: { entrypoint: `python ${id}.py` },
});
const ray: System = { name: "training", kind: "ray", operations: ["list"] };

test("values of env_vars and everything that looks like a secret are hidden", () => {
  const lines = settingLines({
    env_vars: { LEVEL: "3" },
    pip: ["numpy"],
    working_dir: "s3://bucket/a.zip",
    api_key: "k",
    nested: { hfToken: "t", plain: 5, url: "https://user:pw@host/x" },
    config: { value: "ghp_abc", empty: {} },
    private: { a: "b" },
  });
  const hidden = lines.filter(({ secret }) => secret).map(({ path }) => path);
  expect(hidden).toEqual(["env_vars.LEVEL", "api_key", "nested.hfToken", "nested.url", "config.value", "private.a"]);
  expect(lines.find(({ path }) => path === "pip.0")).toEqual({
    path: "pip.0",
    value: "numpy",
    secret: false,
    withheld: false,
  });
  expect(lines.find(({ path }) => path === "config.empty")?.value).toBe("{}");
});

test("what the gateway withholds cannot be revealed", () => {
  const [line] = settingLines(hideEnvVars({ env_vars: { TOKEN: "t" } }));
  expect(line).toMatchObject({ path: "env_vars.TOKEN", secret: true, withheld: true });
});

test("changes replace, add and remove jobs; the newest is first, and filters need every word", () => {
  const jobs = applyChanges(
    [job("a", "RUNNING", 10), job("b", "RUNNING", 20)],
    [
      { type: "job", id: "a", job: job("a", "FAILED", 10, { type: "failed" }) },
      { type: "deleted", id: "b" },
      { type: "job", id: "c", job: job("c", "PENDING", null) },
      { type: "job", id: "d", job: job("d", "RUNNING", 30) },
    ],
  );
  const listed = listJobs([{ system: ray, jobs }]);
  expect(listed.map(({ job: { id } }) => id)).toEqual(["c", "d", "a"]);
  const ids = (filter: Partial<Parameters<typeof filterJobs>[1]>): ReadonlyArray<string> =>
    filterJobs(listed, { system: "", status: "", text: "", ...filter }).map(({ job: { id } }) => id);
  expect(ids({ status: "failed" })).toEqual(["a"]);
  expect(ids({ status: "waiting" })).toEqual(["c"]);
  expect(ids({ text: "PYTHON d.py" })).toEqual(["d"]);
  expect(ids({ text: "training c" })).toEqual(["c", "a"].filter((id) => id === "c"));
  expect(ids({ system: "other" })).toEqual([]);
});

test("an end is one line", () => {
  expect(endText({ type: "failed", exitCode: 3, errorType: "JOB_ENTRYPOINT_COMMAND_ERROR" })).toBe(
    "The job failed: exit code 3, JOB_ENTRYPOINT_COMMAND_ERROR",
  );
  expect(endText({ type: "stopped" })).toBe("The job was stopped");
});

test("the form of a Ray job", () => {
  const form = { entrypoint: " python a.py ", submissionId: "", runtimeEnv: "", envVars: [] };
  expect(rayRequest(form)).toEqual({ request: { entrypoint: "python a.py" } });
  expect(
    rayRequest({
      ...form,
      submissionId: "x",
      runtimeEnv: '{"pip":["a"],"env_vars":{"A":"1","B":"2"}}',
      envVars: [
        { name: "B", value: "3" },
        { name: "", value: "" },
      ],
    }),
  ).toEqual({
    request: {
      entrypoint: "python a.py",
      submissionId: "x",
      runtimeEnv: { pip: ["a"], env_vars: { A: "1", B: "3" } },
    },
  });
  const wrong = rayRequest({
    entrypoint: "",
    submissionId: "",
    runtimeEnv: "[1]",
    envVars: [{ name: "", value: "x" }],
  });
  expect(Object.keys("problems" in wrong ? wrong.problems : {})).toEqual(["entrypoint", "runtimeEnv", "envVars"]);
});

test("the form of a reasoner job", () => {
  expect(reasonerRequest({ reasonerType: "Logic", name: "e", payload: '{"a":1}' })).toEqual({
    request: { reasonerType: "Logic", name: "e", payload: { a: 1 } },
  });
  expect(reasonerRequest({ reasonerType: "", name: "", payload: "x" })).toHaveProperty("problems.payload");
});

test("tables of any shape have columns a person knows", () => {
  const rows = [
    { zone: "a", node_id: "n1", state: "ALIVE", labels: { a: 1 }, empty: null },
    { node_id: "n2", state: "DEAD" },
  ];
  expect(tableColumns("nodes", rows)).toEqual(["node_id", "state", "zone"]);
  expect(tableColumns("actors", [])).toEqual([]);
  expect([columnTitle("nodeId"), columnTitle("node_id")]).toEqual(["node id", "node id"]);
  expect([cellText(null), cellText(true), cellText({ CPU: 2, GPU: 0 }), cellText([1, 2]), cellText(0)]).toEqual([
    "—",
    "yes",
    "CPU 2, GPU 0",
    "2 entries",
    "0",
  ]);
});

test("events have numbers, and only the last ones are held", () => {
  const some = addEvents([], [{ type: "LogMessage", event: { message: "hello" } }, { value: 5 }, "text"]);
  expect(some).toEqual([
    { number: 1, type: "LogMessage", text: "hello" },
    { number: 2, type: "event", text: '{"value":5}' },
    { number: 3, type: "event", text: '"text"' },
  ]);
  const many = addEvents(
    some,
    Array.from({ length: mostEvents }, () => ({})),
  );
  expect(many).toHaveLength(mostEvents);
  expect(many[0]?.number).toBe(4);
});

test("times and sizes for people", () => {
  expect([300, 1000, 65_000, 3_600_000, 90_000_000].map(durationText)).toEqual([
    "0.3 s",
    "1 s",
    "1 min 5 s",
    "1 h",
    "1 d 1 h",
  ]);
  expect([0, 999, 1500, 60e6, 5e9].map(sizeText)).toEqual(["0 B", "999 B", "1.5 kB", "60 MB", "5.0 GB"]);
});
