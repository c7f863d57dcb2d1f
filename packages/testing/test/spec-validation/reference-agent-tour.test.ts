/** The reference agent sends only responses that `synapse-agent.yaml` describes. */
import { expect, test } from "vitest";
import { createSpecValidator, startReferenceAgent } from "../../src/index.ts";
import { tourAgent } from "../../src/internal.ts";
import { agentSpecText } from "../recordings-synapse/recorded-exchanges.ts";

/** Every operation of the specification, with the statuses that a client can cause. */
const visited = [
  "checkFeasibility 200",
  "checkFeasibility 422",
  "createPluginRelease 201",
  "createPluginRelease 409",
  "createPluginRelease 422",
  "deletePluginRelease 204",
  "deletePluginRelease 404",
  "deleteServeApplication 204",
  "deleteServeApplication 404",
  "getClusterResources 200",
  "getGpuStatus 200",
  "getGpuStatus 401",
  "getHealth 200",
  "getHealth 401",
  "getJob 200",
  "getJob 401",
  "getJob 404",
  "getJobLogs 101",
  "getJobLogs 200",
  "getJobLogs 401",
  "getJobLogs 404",
  "getNode 200",
  "getNode 404",
  "getPluginRelease 200",
  "getPluginRelease 404",
  "getPolicy 200",
  "getServeApplication 200",
  "getServeApplication 404",
  "getTask 200",
  "getTask 404",
  "listJobs 200",
  "listJobs 401",
  "listNodes 200",
  "listPluginReleases 200",
  "listServeApplications 200",
  "listTasks 200",
  "runDebugPluginRelease 200",
  "runDebugPluginRelease 422",
  "runPluginRelease 200",
  "runPluginRelease 404",
  "runPluginRelease 409",
  "runPluginRelease 422",
  "stopJob 200",
  "stopJob 404",
  "streamJobLogs 200",
  "streamJobLogs 401",
  "streamJobLogs 404",
  "updatePolicy 200",
  "updatePolicy 422",
];

test.each(["", "/agents/7"])("below %j", async (prefix) => {
  await using agent = await startReferenceAgent({ token: "agent-token", prefix, tailPollMs: 20, killAfterMs: 200 });
  const validator = createSpecValidator(agentSpecText, { basePath: prefix });
  const report = await tourAgent({ address: agent.url, validator, token: "agent-token", prefix });
  expect(report.problems).toEqual([]);
  expect(report.visited).toEqual(visited);
  expect(new Set(report.visited.map((one) => one.split(" ")[0]))).toEqual(new Set(validator.operationIds));
  expect(agent.server.problems).toEqual([]);
});

test.each(["json-text", "json-object"] as const)("a plain log as %s is also described", async (plain) => {
  await using agent = await startReferenceAgent({ style: { plain } });
  const url = `/jobs/${agent.first.mixed}/logs/`;
  const answer = await fetch(`${agent.baseUrl}${url}`);
  const validator = createSpecValidator(agentSpecText);
  const contentType = answer.headers.get("content-type");
  expect(validator.validate({ method: "GET", url, status: 200, contentType, body: await answer.text() })).toMatchObject(
    {
      ok: true,
      bodyChecked: true,
    },
  );
});
