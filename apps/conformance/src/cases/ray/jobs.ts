import { isTerminal } from "@jobwire/core";
import { failsWith, holds, same, until } from "../../case/checks.ts";
import { type ConformanceCase, defineCase } from "../../case/conformance-case.ts";
import { follow, protocolOf } from "./logs.ts";

const hello = "for n in 1 2 3; do echo line $n; done";
const printed = (lines: ReadonlyArray<string>): ReadonlyArray<string> =>
  lines.filter((line) => line.startsWith("line "));
const threeLines = ["line 1", "line 2", "line 3"];

/** The methods of a cluster on a Ray that really runs jobs: the reference Ray, or the one of the command line. */
export const jobCases: ReadonlyArray<ConformanceCase> = [
  defineCase({
    id: "ray/jobs/life",
    surface: "ray",
    service: true,
    cites: [
      "ray/jobs/submit",
      "ray/jobs/get",
      "ray/jobs/list",
      "ray/jobs/get-logs",
      "ray/jobs/wait",
      "ray/jobs/result",
      "ray/jobs/delete",
      "ray/jobs/handle",
    ],
    transports: ["unary"],
    needs: ["writes"],
    world: async ({ rayService }) => {
      const { url, token } = await rayService();
      return { url, token };
    },
    run: async ({ ray }) => {
      const { jobs } = ray();
      const job = await jobs.submit({ entrypoint: hello, metadata: { suite: "conformance" } });
      holds(/^raysubmit_[A-Za-z0-9]{16}$/.test(job.submissionId), "the id has Ray's form");
      const end = await job.wait();
      same([end.status, isTerminal(end.status), end.driverExitCode], ["SUCCEEDED", true, 0], "the job's end");
      same(end.submissionId, job.submissionId, "the id of the ended job");
      same(end.metadata, { suite: "conformance" }, "the metadata");
      same((await job.result()).status, "SUCCEEDED", "the result");
      same(printed((await job.getLogs()).split("\n")), threeLines, "the log as one string");
      holds(
        (await jobs.list()).some(({ submissionId }) => submissionId === job.submissionId),
        "the list contains it",
      );
      const restored = jobs.handle(JSON.parse(JSON.stringify(job)) as ReturnType<typeof job.toJSON>);
      same((await restored.status()).entrypoint, hello, "the job of a handle from JSON");
      await restored.delete();
      await failsWith(jobs.get(job.submissionId), "NotFound", "unknown-job");
    },
  }),
  defineCase({
    id: "ray/jobs/follow",
    surface: "ray",
    service: true,
    cites: ["ray/tail/follow", "ray/r2/proven-end", "ray/jobs/tail"],
    transports: ["auto", "http", "websocket"],
    world: async ({ rayService }) => {
      const { url, token, cluster } = await rayService();
      return {
        url,
        token,
        hands: {
          // By the runner, because a page may not.
          submit: async () => (await cluster.jobs.submit({ entrypoint: `sleep 1; ${hello}` })).submissionId,
        },
      };
    },
    run: async ({ ray, transport, hand }) => {
      const id = await hand.submit();
      const cluster = ray();
      same(printed(await follow(cluster, id, { protocol: protocolOf(transport) })), threeLines, "the lines of the job");
      same((await cluster.jobs.wait(id)).status, "SUCCEEDED", "its end");
    },
  }),
  defineCase({
    id: "ray/jobs/failed",
    surface: "ray",
    service: true,
    cites: ["errors/job-failed", "ray/jobs/result"],
    transports: ["unary"],
    world: async ({ rayService }) => {
      const { url, token, cluster } = await rayService();
      return {
        url,
        token,
        hands: { submit: async () => (await cluster.jobs.submit({ entrypoint: "echo so long; exit 7" })).submissionId },
      };
    },
    run: async ({ ray, hand }) => {
      const job = ray().jobs.handle(await hand.submit());
      const error = await failsWith(job.result(), "JobFailed");
      holds(error._tag === "JobFailed", "the tag narrows");
      same([error.exitCode, error.errorType], [7, "JOB_ENTRYPOINT_COMMAND_ERROR"], "the exit code and Ray's code");
      same((await job.wait()).status, "FAILED", "wait returns a failed job");
    },
  }),
  defineCase({
    id: "ray/jobs/stop",
    surface: "ray",
    service: true,
    cites: ["ray/jobs/stop", "errors/job-stopped", "errors/conflict"],
    transports: ["unary"],
    needs: ["writes"],
    world: async ({ rayService }) => {
      const { url, token } = await rayService();
      return { url, token };
    },
    run: async ({ ray }) => {
      const { jobs } = ray();
      const job = await jobs.submit({ entrypoint: "sleep 600" });
      await failsWith(job.delete(), "Conflict", "not-terminal");
      same(await job.stop({ wait: true }), { stopped: true }, "stop of a running job");
      same((await job.status()).status, "STOPPED", "its status");
      await failsWith(job.result(), "JobStopped");
      same(await job.stop(), { stopped: false }, "stop of an ended job");
    },
  }),
  defineCase({
    id: "ray/jobs/cluster",
    surface: "ray",
    service: true,
    cites: ["ray/cluster/version", "ray/cluster/health", "ray/cluster/nodes", "ray/state/filter-columns"],
    transports: ["unary"],
    world: async ({ rayService }) => {
      const { url, token } = await rayService();
      return { url, token };
    },
    run: async ({ ray }) => {
      const cluster = ray();
      const version = await cluster.version();
      holds(/^\d+\.\d+\.\d+/.test(version.rayVersion), `a version of Ray: ${version.rayVersion}`);
      await cluster.health();
      const { rows } = await cluster.nodes.list();
      holds(
        rows.some(({ isHeadNode, state }) => isHeadNode && state === "ALIVE"),
        "a head node that is alive",
      );
      for (const key of ["IS_HEAD_NODE", "isHeadNode", "Is-Head-Node"]) {
        const heads = await cluster.nodes.list({ filters: [{ key, value: true }] });
        holds(heads.rows.length === 1, `one head, by ${key}`);
      }
      const unknown = cluster.nodes.list({ filters: [{ key: "colour", value: "red" }] });
      holds(
        (await failsWith(unknown, "InvalidRequest", "local")).message.includes("node_ip"),
        "the columns are listed",
      );
    },
  }),
  defineCase({
    id: "ray/jobs/token",
    surface: "ray",
    cites: ["secrets/token/sent", "errors/unauthorized", "errors/forbidden", "ray/wire/token-auth"],
    transports: ["http"],
    world: async ({ rayService }) => {
      const { url, cluster } = await rayService({ token: "conformance-token-1" });
      return { url, hands: { submit: async () => (await cluster.jobs.submit({ entrypoint: hello })).submissionId } };
    },
    run: async ({ ray, hand }) => {
      const id = await hand.submit();
      const good = ray({ token: "conformance-token-1" });
      same(printed(await follow(good, id, { protocol: "http" })), threeLines, "the lines, with the token");
      const other = ray({ token: () => Promise.resolve("conformance-token-1"), tokenHeader: "x-ray-authorization" });
      same((await other.jobs.get(id)).submissionId, id, "the job, with the token in the other header");
      await failsWith(ray().jobs.get(id), "Unauthorized");
      await failsWith(ray({ token: "conformance-token-2" }).jobs.get(id), "Forbidden");
      await failsWith(follow(ray(), id, { protocol: "http" }), "Unauthorized");
    },
  }),
  defineCase({
    id: "ray/jobs/token-on-socket",
    surface: "ray",
    cites: ["secrets/token/handshake", "ray/wire/no-compression"],
    transports: ["websocket"],
    needs: ["handshake-headers"],
    world: async ({ faultyRay }) => {
      const ray = await faultyRay({ log: "line 1\n", status: "RUNNING", token: "conformance-token-1" });
      return {
        url: ray.url,
        hands: {
          end: () => ray.setStatus("SUCCEEDED"),
          handshake: () => {
            const first = ray.requestsTo("tail")[0];
            if (first === undefined) return [];
            return [first.headers["authorization"], first.headers["sec-websocket-extensions"] ?? "none offered"];
          },
        },
      };
    },
    run: async ({ ray, hand }) => {
      const following = follow(ray({ token: "conformance-token-1" }), "raysubmit_scripted00000000", {
        protocol: "websocket",
      });
      await until(async () => (await hand.handshake()).length > 0, "a handshake");
      await hand.end();
      same(await following, ["line 1"], "the lines");
      same(
        await hand.handshake(),
        ["Bearer conformance-token-1", "none offered"],
        "the handshake's token and extensions",
      );
    },
  }),
  defineCase({
    id: "ray/jobs/old-version",
    surface: "ray",
    cites: ["ray/wire/marker-bytes"],
    transports: ["auto", "http"],
    world: async ({ rayService }) => {
      const { url, cluster } = await rayService({ rayVersion: "2.40.0" });
      return { url, hands: { submit: async () => (await cluster.jobs.submit({ entrypoint: hello })).submissionId } };
    },
    run: async ({ ray, transport, hand }) => {
      const id = await hand.submit();
      const lines = await follow(ray(), id, { protocol: protocolOf(transport) });
      same(printed(lines), threeLines, "the lines of a Ray that puts a byte before each piece");
    },
  }),
];
