import { describe, expect, test } from "vitest";
import {
  type CallResponse,
  createAgent,
  createRay,
  createReasoner,
  directAccess,
  withResponse,
} from "../../src/index.ts";
import { type ScriptedAnswer, scriptedAdapter } from "../support/scripted-adapter.ts";
import { wireJob } from "../support/wire-job.ts";

const secret = "sesame-open-4711";
const headers = { "X-Request-Id": `r-1 ${secret}`, "set-cookie": "a=b", "www-authenticate": "Basic" };
const found: ScriptedAnswer = { json: wireJob("a", "RUNNING"), headers };

const clusterOver = (answer: (index: number) => ScriptedAnswer) => {
  let index = 0;
  const { adapter } = scriptedAdapter({ request: () => answer(index++) });
  return createRay(adapter, { address: "http://127.0.0.1:8265/team", token: secret });
};

describe("the response of a call", () => {
  test("is beside its data", async () => {
    const cluster = clusterOver(() => found);
    const { data, response } = await withResponse((own) => cluster.jobs.get("a", own));
    expect(data.status).toBe("RUNNING");
    expect(response).toEqual({
      status: 200,
      headers: { "x-request-id": "r-1 <redacted>" },
      url: "http://127.0.0.1:8265/team/api/jobs/a",
      attempts: 1,
      durationMs: expect.any(Number),
    });
    await cluster.close();
  });

  test("counts the retries, and is the last one", async () => {
    const cluster = clusterOver((index) => (index === 0 ? { status: 503, body: "" } : found));
    const { response } = await withResponse((own) => cluster.jobs.get("a", own));
    expect(response).toMatchObject({ status: 200, attempts: 2 });
    expect(response?.durationMs).toBeGreaterThan(100);
    await cluster.close();
  });

  test("is reported for a call that fails, too, and once; a call without any response reports none", async () => {
    const seen: Array<CallResponse> = [];
    const onResponse = (response: CallResponse): void => void seen.push(response);
    const cluster = clusterOver((index) =>
      index === 0 ? { status: 404, body: "Job a does not exist", headers } : { fault: "refused" },
    );
    await expect(cluster.jobs.get("a", { onResponse })).rejects.toMatchObject({ _tag: "NotFound" });
    expect(seen).toMatchObject([{ status: 404, attempts: 1 }]);
    await expect(cluster.jobs.get("a", { onResponse, maxRetries: 0 })).rejects.toMatchObject({
      _tag: "ConnectionFailed",
    });
    expect(seen).toHaveLength(1);
    await cluster.close();
  });

  test("is there for each kind of call", async () => {
    const { adapter } = scriptedAdapter({
      request: ({ method, url, body }) => {
        if (method === "POST" && url.pathname === "/api/jobs/") {
          const { submission_id: id } = JSON.parse(body ?? "{}") as { submission_id: string };
          return { json: { submission_id: id, job_id: id } };
        }
        if (method === "DELETE") return { json: { deleted: true } };
        if (url.pathname.endsWith("/stop")) return { json: { stopped: true } };
        if (url.pathname.endsWith("/logs")) return { json: { logs: "a\n" } };
        if (url.pathname === "/api/jobs/") return { json: [] };
        if (url.pathname.startsWith("/api/jobs/")) return found;
        return { json: {} };
      },
    });
    const cluster = createRay(adapter, { address: "http://127.0.0.1:8265" });
    const agent = createAgent(adapter, { address: "http://127.0.0.1:8000", agentToken: "agent-token-1" });
    const reasoner = createReasoner(adapter, {
      backend: directAccess({ address: "http://127.0.0.1:1", token: "token-1234" }),
    });
    const calls: Readonly<Record<string, (own: { onResponse: (response: CallResponse) => void }) => Promise<unknown>>> =
      {
        submit: (own) => cluster.jobs.submit({ entrypoint: "true" }, own),
        list: (own) => cluster.jobs.list(own),
        getLogs: (own) => cluster.jobs.getLogs("a", own),
        stop: (own) => cluster.jobs.stop("a", own),
        delete: (own) => cluster.jobs.delete("a", own),
        version: (own) => cluster.version(own),
        health: (own) => cluster.health(own),
        nodes: (own) => cluster.nodes.list(own),
        serve: (own) => cluster.serve.get(own),
        packages: (own) => cluster.packages.has("gcs://_ray_pkg_0.zip", own),
        activities: (own) => cluster.activities(own),
        "a handle's status": (own) => cluster.jobs.handle("a").status(own),
        "agent health": (own) => agent.health(own),
        "agent nodes": (own) => agent.nodes.list(own),
        "agent run": (own) => agent.plugins.run("a", { action: "b" }, own),
        "reasoner get": (own) => reasoner.jobs.get({ reasonerType: "ML", id: "a" }, own),
        "reasoner create": (own) => reasoner.jobs.create("Prescriptive", "eng", { raw_code: "a" }, own),
      };
    for (const [name, call] of Object.entries(calls)) {
      const seen: Array<CallResponse> = [];
      await call({ onResponse: (response) => void seen.push(response) }).catch(() => undefined);
      expect(seen, name).toHaveLength(1);
      expect(seen[0]?.attempts, name).toBeGreaterThanOrEqual(1);
    }
    await Promise.all([cluster.close(), agent.close(), reasoner.close()]);
  });
});
