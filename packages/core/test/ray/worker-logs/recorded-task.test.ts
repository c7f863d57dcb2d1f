import { Clock, Effect } from "effect";
import { assert, describe, it } from "vitest";
import { makeHttp } from "../../../src/http/make-http.ts";
import { makeRayApi, type RayApi } from "../../../src/ray/api.ts";
import { describeRay } from "../../../src/ray/errors.ts";
import { readTaskLog } from "../../../src/ray/state/worker-log.ts";
import { makeTaskTailBackend } from "../../../src/ray/worker-logs/task-tail.ts";
import { instantClock } from "../../support/instant-clock.ts";
import { bodyText, recordedExchanges } from "../../support/recordings.ts";
import { runTail } from "../../support/run-tail.ts";
import { scriptedAdapter } from "../../support/scripted-adapter.ts";

/** A cluster that repeats a recording: task A, the worker's next task B, and Ray's late report of the end of A. */
const recordedCluster = (file: string, version: string, firstLook: number): RayApi => {
  const exchanges = recordedExchanges(file);
  const looks = exchanges.filter(({ case: name }) => name.startsWith("row of A, ")).length;
  const bodyOf = (name: string): { readonly status: number; readonly body: string } => {
    const exchange = exchanges.find((one) => one.case === name);
    if (exchange === undefined) throw new Error(`${file} has no ${name}`);
    return { status: exchange.response.status, body: bodyText(exchange) };
  };
  let look = firstLook - 1;
  const script = scriptedAdapter({
    request: ({ url: { pathname } }) => {
      if (pathname === "/api/version") return { json: { version: "4", ray_version: version, ray_commit: "x" } };
      if (pathname === "/api/v0/tasks") look = look + 1;
      if (look < looks) return bodyOf(`${pathname === "/api/v0/tasks" ? "row" : "log"} of A, look ${look}`);
      // Ray's last report, which came after the recorded looks: the end of A.
      if (pathname !== "/api/v0/tasks") return { body: `${version < "2.45" ? "1" : ""}${output}` };
      const row = JSON.parse(bodyOf(`row of A, look ${looks - 1}`).body) as {
        data: { result: { result: Array<{ task_log_info: Record<string, unknown> }> } };
      };
      for (const { task_log_info: info } of row.data.result.result) info["stdout_end"] = 35 + output.length;
      return { json: row };
    },
  });
  return makeRayApi(makeHttp(script.adapter, { baseUrl: "http://127.0.0.1:8265", describe: describeRay }));
};

const lines = [0, 1, 2, 3].map((n) => `A line ${n}`);
const output = lines.map((line) => `${line}\n`).join("");

describe.each([
  ["worker-logs.json", "2.60.0"],
  ["worker-logs-2.40.0.json", "2.40.0"],
])("%s: a task whose worker goes on with another task", (file, version) => {
  const exchanges = recordedExchanges(file);
  const of = (name: string): string => {
    const exchange = exchanges.find((one) => one.case === name);
    return exchange === undefined ? "" : bodyText(exchange);
  };
  const looks = exchanges.filter(({ case: name }) => name.startsWith("row of A, ")).length;

  it("is FINISHED in the recording while its log has the lines of the next task", () => {
    assert.include(of(`row of A, look ${looks - 1}`), '"state":"FINISHED"');
    assert.notInclude(of(`row of A, look ${looks - 1}`), "stdout_end");
    assert.include(of(`log of A, look ${looks - 1}`), "B line");
  });

  it("is followed without them, from its start or later", async () => {
    for (let first = 0; first < looks; first++) {
      // Ray did not know the task yet.
      if (!of(`row of A, look ${first}`).includes("attempt_number")) continue;
      const api = recordedCluster(file, version, first);
      const owner = { task_id: "a".repeat(48), attempt_number: 0 };
      const tailed = await runTail({ backend: makeTaskTailBackend(api, owner, {}) });
      assert.isUndefined(tailed.error, tailed.error?.message);
      assert.deepStrictEqual(tailed.lines, lines);
      assert.deepInclude(tailed.statuses.at(-1), { type: "ended", jobStatus: "FINISHED" });
    }
  });

  it("is read without them", async () => {
    const owner = { task_id: "a".repeat(48), attempt_number: 0 };
    const text = readTaskLog(recordedCluster(file, version, looks - 2), owner, {});
    assert.strictEqual(await Effect.runPromise(Effect.provideService(text, Clock.Clock, instantClock())), output);
  });
});
