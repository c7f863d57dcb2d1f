import { failsWith, holds, same } from "../../case/checks.ts";
import { type ConformanceCase, defineCase, type Makers } from "../../case/conformance-case.ts";

const service = async ({ agentService }: Makers) => {
  const { url, token, reference } = await agentService();
  return {
    url,
    token,
    hands: {
      start: async (entrypoint: string) => {
        if (reference === undefined) throw new Error("the user's own agent starts no jobs for the suite");
        return reference.startJob({ entrypoint });
      },
    },
  };
};

/** The methods of an agent, on the reference agent, or on the one of the command line. */
export const agentServiceCases: ReadonlyArray<ConformanceCase> = [
  defineCase({
    id: "agent/service/read",
    surface: "agent",
    service: true,
    cites: [
      "agent/health",
      "agent/jobs/list",
      "agent/nodes",
      "agent/tasks",
      "agent/serve",
      "agent/gpu-status",
      "agent/resources/cluster",
      "agent/resources/policy",
      "agent/plugins/list",
    ],
    transports: ["unary"],
    world: service,
    run: async ({ agent }) => {
      const client = agent();
      holds(typeof (await client.health()) === "object", "health is an object");
      holds(Array.isArray(await client.jobs.list()), "a list of jobs");
      const nodes = await client.nodes.list();
      for (const node of nodes.slice(0, 1)) same(await client.nodes.get(String(node["node_id"])), node, "one node");
      const tasks = await client.tasks.list();
      for (const task of tasks.slice(0, 1)) {
        const { task_id: id } = task;
        same((await client.tasks.get(String(id)))["task_id"], id, "one task");
      }
      holds(Array.isArray(await client.serve.list()), "a list of Serve applications");
      holds(typeof (await client.gpuStatus()) === "object", "the state of GPUs");
      const cluster = await client.resources.cluster({ useCache: false });
      holds(cluster.cpu.total >= 0 && cluster.nodeCounts.total >= 0, "the cluster's resources");
      holds(typeof (await client.resources.getPolicy()).maxConcurrentJobs === "number", "the policy");
      holds(Array.isArray(await client.plugins.releases.list()), "a list of plugin releases");
    },
  }),
  defineCase({
    id: "agent/service/jobs",
    surface: "agent",
    cites: ["agent/jobs/get", "agent/jobs/get-logs", "agent/jobs/wait", "agent/jobs/result", "errors/job-failed"],
    transports: ["unary"],
    world: service,
    run: async ({ agent, hand }) => {
      const { jobs } = agent();
      const id = await hand.start("printf '42'");
      same((await jobs.wait(id)).status, "SUCCEEDED", "the end of a job");
      same(await jobs.getLogs(id), "42", "a log that looks like a number, as text");
      same((await jobs.get(id)).id, id, "the job");
      same((await jobs.handle(id).result()).status, "SUCCEEDED", "its result");
      const failed = await hand.start("exit 3");
      await failsWith(jobs.handle(failed).result(), "JobFailed");
      await failsWith(jobs.get("nobody"), "NotFound");
    },
  }),
  defineCase({
    id: "agent/service/writes",
    surface: "agent",
    cites: [
      "agent/jobs/stop",
      "agent/resources/feasibility",
      "agent/resources/policy",
      "agent/plugins/releases",
      "agent/plugins/run",
      "agent/serve",
      "errors/conflict",
    ],
    transports: ["unary"],
    world: service,
    run: async ({ agent, hand }) => {
      const client = agent();
      const id = await hand.start("sleep 600");
      await client.jobs.stop(id, { wait: true });
      same((await client.jobs.get(id)).status, "STOPPED", "a job that was stopped");
      await failsWith(client.jobs.handle(id).result(), "JobStopped");
      holds(
        typeof (await client.resources.checkFeasibility({ kind: "job", numCpus: 1 })) === "object",
        "a feasibility result",
      );
      same(
        (await client.resources.updatePolicy({ maxConcurrentJobs: 9 })).maxConcurrentJobs,
        9,
        "the policy after the change",
      );
      const release = { plugin: "conformance", version: "1.0.0" };
      await client.plugins.releases.create(release);
      await failsWith(client.plugins.releases.create(release), "Conflict");
      same(
        (await client.plugins.releases.get("conformance@1.0.0"))["version"],
        "1.0.0",
        "a release by code and version",
      );
      await client.plugins.run("conformance@1.0.0", {
        action: "go",
        params: { entrypoint: "echo ran" },
        jobId: "conformance-run",
      });
      same((await client.jobs.wait("conformance-run")).status, "SUCCEEDED", "the job of a run");
      await client.plugins.runDebug({
        action: "try",
        params: { entrypoint: "echo tried" },
        jobId: "conformance-debug",
      });
      same((await client.jobs.wait("conformance-debug")).status, "SUCCEEDED", "the job of a debug run");
      await client.plugins.releases.delete("conformance@1.0.0");
      await failsWith(client.plugins.releases.get("conformance@1.0.0"), "NotFound");
      const [application] = await client.serve.list();
      const name = String(application?.["name"]);
      await client.serve.get(name);
      await client.serve.delete(name);
      await failsWith(client.serve.get(name), "NotFound");
    },
  }),
  defineCase({
    id: "agent/service/follow",
    surface: "agent",
    cites: ["agent/jobs/tail", "agent/r2/proven-end"],
    transports: ["auto", "http", "websocket"],
    world: service,
    run: async ({ agent, hand, transport }) => {
      const id = await hand.start("for n in 1 2 3; do echo line $n; sleep 0.2; done");
      const { jobs } = agent();
      const tail =
        transport === "http"
          ? jobs.tailLogsHttp(id)
          : transport === "websocket"
            ? jobs.tailLogsWebSocket(id)
            : jobs.tailLogs(id);
      const lines: Array<string> = [];
      for await (const line of tail) lines.push(line);
      same(lines, ["line 1", "line 2", "line 3"], "the lines of a job that runs");
    },
  }),
  defineCase({
    id: "agent/service/credentials",
    surface: "agent",
    cites: ["agent/credentials", "secrets/token/sent"],
    transports: ["unary"],
    world: async ({ agentService }) => {
      const { url, token } = await agentService({ userToken: "user-1", tenant: "tenant-1" });
      return { url, token };
    },
    run: async ({ agent }) => {
      holds(
        Array.isArray(await agent({ userToken: "user-1", tenant: "tenant-1" }).jobs.list()),
        "jobs, with all three",
      );
      await failsWith(agent({ userToken: "user-1" }).jobs.list(), "Unauthorized");
      await failsWith(agent().jobs.list(), "Unauthorized");
    },
  }),
  defineCase({
    id: "agent/service/unreachable",
    surface: "agent",
    cites: ["agent/errors/documented-status", "errors/connection-failed", "errors/timeout"],
    transports: ["unary"],
    needs: ["process"],
    world: async ({ bareServer }) => {
      const server = await bareServer();
      server.on("GET /health/", { kind: "none", how: "stall" });
      return { url: server.url, hands: { refuse: () => server.refuse() } };
    },
    run: async ({ agent, hand }) => {
      same((await failsWith(agent({ timeouts: { connectMs: 300 } }).health(), "Timeout")).statusCode, 408, "silence");
      await hand.refuse();
      same((await failsWith(agent().health(), "ConnectionFailed")).statusCode, 503, "the status when nothing listens");
    },
  }),
];
