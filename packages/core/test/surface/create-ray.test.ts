import { describe, expect, it } from "vitest";
import {
  createRay,
  InvalidRequest,
  isJobwireError,
  type JobwireError,
  type RayCluster,
  type RayOptions,
} from "../../src/index.ts";
import {
  type ScriptedAdapter,
  type ScriptedAnswer,
  scriptedAdapter,
  type SeenRequest,
} from "../support/scripted-adapter.ts";
import { wireJob } from "../support/wire-job.ts";

const address = "http://127.0.0.1:8265";

const clusterOver = (
  request: (request: SeenRequest, index: number) => ScriptedAnswer,
  options: Partial<RayOptions> = {},
): { readonly cluster: RayCluster; readonly script: ScriptedAdapter } => {
  const script = scriptedAdapter({ request });
  return { cluster: createRay(script.adapter, { address, ...options }), script };
};

const caught = async (promise: Promise<unknown>): Promise<JobwireError> => {
  try {
    await promise;
  } catch (error) {
    if (isJobwireError(error)) return error;
    throw error;
  }
  throw new Error("nothing was thrown");
};

describe("a cluster", () => {
  it("submits, and gives a handle that can be kept as JSON", async () => {
    const { cluster } = clusterOver(({ method, body, url }) => {
      if (method === "POST" && url.pathname === "/api/jobs/") {
        const { submission_id: id } = JSON.parse(body ?? "") as { submission_id: string };
        return { json: { submission_id: id, job_id: id } };
      }
      return { json: wireJob(url.pathname.split("/").at(-1) ?? "", "SUCCEEDED") };
    });
    const job = await cluster.jobs.submit({ entrypoint: "true" });
    const kept = JSON.stringify(job);
    expect(JSON.parse(kept)).toEqual({ kind: "jobwire/ray-job", version: 1, submissionId: job.submissionId });
    const again = cluster.jobs.handle(JSON.parse(kept));
    expect((await again.status()).submissionId).toBe(job.submissionId);
    expect((await again.wait()).status).toBe("SUCCEEDED");
    expect((await again.result()).status).toBe("SUCCEEDED");
    expect((await cluster.jobs.waitAll([job.submissionId])).length).toBe(1);
    expect(cluster.jobs.handle("mine").submissionId).toBe("mine");
    expect(() => cluster.jobs.handle("a/b")).toThrow(InvalidRequest);
    await cluster.close();
  });

  it("throws at once for options that cannot work", () => {
    expect(() => clusterOver(() => ({}), { address: "ray://head:10001" })).toThrow(InvalidRequest);
    expect(() => clusterOver(() => ({}), { address: "http://ray.example", token: "abcd" })).toThrow(InvalidRequest);
  });

  it("rejects with the error itself", async () => {
    const { cluster } = clusterOver(() => ({ status: 404, body: "Job a does not exist" }));
    const error = await caught(cluster.jobs.get("a"));
    expect(error).toMatchObject({ _tag: "NotFound", statusCode: 404, isJobwireError: true });
    expect(error).toBeInstanceOf(Error);
    await expect(cluster.jobs.handle("a").result()).rejects.toMatchObject({ _tag: "NotFound" });
  });

  it("rejects with Aborted and the reason, and leaves nothing open", async () => {
    const { cluster, script } = clusterOver(() => ({ silence: true }));
    const calls: ReadonlyArray<(signal: AbortSignal) => Promise<unknown>> = [
      (signal) => cluster.version({ signal }),
      (signal) => cluster.health({ signal }),
      (signal) => cluster.nodes.list({ signal }),
      (signal) => cluster.nodes.get("00", { signal }),
      (signal) => cluster.tasks.getLogs("00", { signal }),
      (signal) => cluster.tasks.timeline({ signal }),
      (signal) => cluster.actors.summary({ signal }),
      (signal) => cluster.jobs.search({ signal }),
      (signal) => cluster.serve.get({ signal }),
      (signal) => cluster.serve.deploy({ applications: [] }, { signal }),
      (signal) => cluster.serve.wait(undefined, { signal }),
      (signal) => cluster.serve.scale("a", "b", 1, { signal }),
      (signal) => cluster.packages.has("gcs://a.zip", { signal }),
      (signal) => cluster.clusterStatus({ signal }),
      (signal) => cluster.diagnose({ signal }),
      (signal) => cluster.jobs.list({ signal }),
      (signal) => cluster.jobs.get("a", { signal }),
      (signal) => cluster.jobs.getLogs("a", { signal }),
      (signal) => cluster.jobs.stop("a", { signal }),
      (signal) => cluster.jobs.delete("a", { signal }),
      (signal) => cluster.jobs.submit({ entrypoint: "true" }, { signal }),
      (signal) => cluster.jobs.wait("a", { signal }),
      (signal) => cluster.jobs.waitAll(["a", "b"], { signal }),
      (signal) => cluster.jobs.handle("a").result({ signal }),
      async (signal) => {
        for await (const line of cluster.jobs.tailLogs("a", { signal })) throw new Error(line);
      },
    ];
    for (const call of calls) {
      const early = new Error("early");
      const before = script.requests.length;
      expect(await caught(call(AbortSignal.abort(early)))).toMatchObject({ _tag: "Aborted", cause: early });
      expect(script.requests.length).toBe(before);
      const controller = new AbortController();
      const pending = caught(call(controller.signal));
      await expect.poll(() => script.open()).toBe(1);
      controller.abort("late");
      expect(await pending).toMatchObject({ _tag: "Aborted", reason: "signal", cause: "late" });
      await expect.poll(() => script.open()).toBe(0);
    }
    await expect(cluster.version({ signal: {} as AbortSignal })).rejects.toMatchObject({ _tag: "InvalidRequest" });
    await cluster.close();
  });

  it("ends everything under way when it is closed, and begins nothing after", async () => {
    const { cluster, script } = clusterOver(() => ({ silence: true }));
    const pending = [
      caught(cluster.jobs.get("a")),
      caught(cluster.jobs.wait("b")),
      caught(cluster.jobs.submit({ entrypoint: "true" })),
      caught(cluster.jobs.tailLogs("c")[Symbol.asyncIterator]().next()),
    ];
    await expect.poll(() => script.open()).toBe(4);
    await Promise.all([cluster.close(), cluster.close()]);
    for (const error of await Promise.all(pending)) expect(error).toMatchObject({ _tag: "Aborted", reason: "closed" });
    expect(script.open()).toBe(0);
    const before = script.requests.length;
    expect(await caught(cluster.version())).toMatchObject({ _tag: "Aborted", reason: "closed" });
    expect(script.requests.length).toBe(before);
    await cluster[Symbol.asyncDispose]();
  });

  it("shares one poll among waits that begin together", async () => {
    const ids = Array.from({ length: 1000 }, (_, index) => `job-${index}`);
    const { cluster, script } = clusterOver(() => ({ json: ids.map((id) => wireJob(id, "SUCCEEDED")) }));
    const jobs = await Promise.all(ids.map((id) => cluster.jobs.wait(id)));
    expect(jobs.map(({ submissionId }) => submissionId)).toEqual(ids);
    expect(script.requests.length).toBeLessThanOrEqual(2);
    await cluster.close();
  });

  it("rejects with what onChange throws", async () => {
    const { cluster } = clusterOver(() => ({ json: wireJob("a", "RUNNING") }));
    const mine = new Error("mine");
    const waiting = cluster.jobs.wait("a", {
      onChange: () => {
        throw mine;
      },
    });
    await expect(waiting).rejects.toBe(mine);
    await cluster.close();
  });
});
