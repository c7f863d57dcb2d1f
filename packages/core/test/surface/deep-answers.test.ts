/** Data nested deeper than any stack: every call gives it, or a typed error; none overflows. */
import { describe, expect, it } from "vitest";
import { createAgent } from "../../src/agent/create-agent.ts";
import { isJobwireError } from "../../src/errors.ts";
import { createRay } from "../../src/ray/create-ray.ts";
import { createReasoner } from "../../src/reasoner/create-reasoner.ts";
import { directAccess } from "../../src/reasoner/options.ts";
import { scriptedAdapter } from "../support/scripted-adapter.ts";

/** Enough for every runtime, and an error body of it is read whole (64 KiB). */
const depth = 30_000;
const deep = (open: string, middle: string, close: string): string => open.repeat(depth) + middle + close.repeat(depth);
const array = deep("[", "", "]");
const object = deep('{"a":', "1", "}");
const job = `{"type":"SUBMISSION","submission_id":"a","job_id":"a","id":"a","status":"SUCCEEDED","state":"COMPLETED","entrypoint":"x"`;

/** Answers with the deep value in every place where something looks at it. */
const bodies: ReadonlyArray<string> = [
  array,
  object,
  `[${array}]`,
  `[${job},"runtime_env":${object}}]`,
  `[${job},"metadata":${object}}]`,
  `${job},"metadata":${object},"message":${array}}`,
  `{"detail":${array}}`,
  `{"detail":[{"msg":${array}}]}`,
  `{"detail":[{"msg":"x","loc":${array}}]}`,
  `{"message":${object},"error":${object},"msg":${object}}`,
  `{"data":{"result":{"total":1,"num_after_truncation":1,"num_filtered":1,"result":[${object}]}}}`,
  `{"data":{"result":{"total":1,"num_after_truncation":1,"num_filtered":1,"result":${object}}}}`,
  `{"applications":{"x":{"name":"x","status":"RUNNING","message":"","last_deployed_time_s":1,"deployments":{},"deployed_app_config":${object}}}}`,
  `{"applications":{"x":{"name":"x","status":"RUNNING","message":${object},"last_deployed_time_s":1,"deployments":${object}}}}`,
  `{"results":[{"id":"x","a":${object}}],"next":${array}}`,
  `{"jobs":[${object}],"transactions":[${object}]}`,
  `{"transaction":${object},"job":${job},"payload":${object}}}`,
  `{"events":[${object},${array}],"continuation_token":""}`,
];

const cases = bodies.flatMap((body, index) =>
  (body.includes("detail") || body.includes("message") ? [200, 422, 500] : [200]).map(
    (status) => [index, status, body] as const,
  ),
);

describe.each(cases)("answer %i with status %i", (_index, status, body) => {
  it("gives data or a typed error", async () => {
    const { adapter } = scriptedAdapter({
      request: () => ({ status, body, headers: { "content-type": "application/json", "retry-after": "600" } }),
    });
    const times = { timeoutMs: 4_000 };
    const ray = createRay(adapter, { address: "http://127.0.0.1:8265" });
    const agent = createAgent(adapter, { address: "http://127.0.0.1:8000", agentToken: "agent-token-1" });
    const reasoner = createReasoner(adapter, {
      backend: directAccess({ address: "http://127.0.0.1:1", token: "token-1" }),
    });
    const wait = { ...times, timeoutMs: 50 };
    const calls: ReadonlyArray<() => Promise<unknown>> = [
      () => ray.jobs.list(times),
      () => ray.jobs.get("a", times),
      () => ray.jobs.wait("a", wait),
      () => ray.jobs.waitAll(["a", "b"], wait),
      () => ray.jobs.search(times),
      () => ray.jobs.stop("a", times),
      () => ray.jobs.delete("a", times),
      () => ray.version(times),
      () => ray.nodes.list(times),
      () => ray.actors.list(times),
      () => ray.tasks.list(times),
      () => ray.tasks.summary(times),
      () => ray.tasks.timeline(times),
      () => ray.serve.get(times),
      () => ray.clusterStatus(times),
      () => ray.activities(times),
      () => agent.health(times),
      () => agent.jobs.list(times),
      () => agent.jobs.get("a", times),
      () => agent.jobs.wait("a", wait),
      () => agent.jobs.stop("a", times),
      () => agent.nodes.list(times),
      () => agent.nodes.get("a", times),
      () => agent.gpuStatus(times),
      () => agent.resources.cluster(times),
      () => agent.resources.getPolicy(times),
      () => agent.plugins.releases.list(times),
      () => agent.plugins.run("a@1", { action: "a" }, times),
      () =>
        reasoner.jobs.get(
          { reasonerType: "ML", id: "a" },
          { ...times, include: { details: true, events: true, raw: true } },
        ),
      () => reasoner.jobs.list(times),
      () => reasoner.jobs.create("ML", "r", { a: 1 }, times),
      () => reasoner.jobs.getEvents({ reasonerType: "ML", id: "a" }, times),
      () => reasoner.jobs.stop({ reasonerType: "ML", id: "a" }, times),
      () => reasoner.jobs.wait({ reasonerType: "ML", id: "a" }, wait),
    ];
    const outcomes = await Promise.allSettled(calls.map((call) => call()));
    for (const [index, outcome] of outcomes.entries()) {
      if (outcome.status !== "rejected") continue;
      const { reason } = outcome as { readonly reason: unknown };
      expect(isJobwireError(reason), `call ${index}: ${String(reason).slice(0, 300)}`).toBe(true);
      // That is how a call says that something of its own went wrong.
      expect(reason, `call ${index}`).not.toMatchObject({ _tag: "BadResponse", reason: "unknown" });
      expect(JSON.stringify(reason).length).toBeLessThan(100_000);
    }
    await Promise.all([ray.close(), agent.close(), reasoner.close()]);
  });
});
