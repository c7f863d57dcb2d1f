import { type Fault, instead, text } from "@jobwire/testing/faults";
import { failsWith, holds, same, until } from "../../case/checks.ts";
import { type Bench, type ConformanceCase, defineCase } from "../../case/conformance-case.ts";
import { begin, firstLine, follow, numbered, protocolOf } from "./logs.ts";

const jobId = "raysubmit_scripted00000000";
const log = firstLine + numbered(500);
const encoder = new TextEncoder();
const tails = ["auto", "http", "websocket"] as const;
/** How soon the client must report an unreachable log, in milliseconds; the machine may be busy. */
const maxMs = 30_000;

/** Every way to read the log fails with `JobLost` of this reason, with the job's status, and yields no line. */
const isLost = async (bench: Bench, reason: string): Promise<void> => {
  const protocol = protocolOf(bench.transport);
  const cluster = bench.ray();
  const began = Date.now();
  const ways = [{}, { follow: false }, { tail: 5 }, { tail: 5, follow: false }].map(async (options) => {
    const { lines, over } = begin(() => cluster.jobs.tailLogs(jobId, { protocol, ...options }));
    const error = await failsWith(over, "JobLost", reason);
    same(lines, [], "lines of a log that is out of reach");
    return error;
  });
  const errors = await Promise.all([...ways, failsWith(cluster.jobs.getLogs(jobId), "JobLost", reason)]);
  for (const error of errors) {
    same("jobStatus" in error && error.jobStatus, "SUCCEEDED", "the status beside it");
    same("exitCode" in error && error.exitCode, 0, "the exit code beside it");
  }
  holds(Date.now() - began < maxMs, `the error came within ${maxMs / 1_000} s`);
};

/** Jobs whose log is no longer available: never taken for jobs that printed nothing. */
export const lostLogCases: ReadonlyArray<ConformanceCase> = [
  ...([false, true] as const).map((forgets) =>
    defineCase({
      id: `ray/lost-log/head-restart${forgets ? "-forgotten" : ""}`,
      surface: "ray",
      cites: ["ray/r2/empty-proves-nothing", "errors/job-lost"],
      transports: tails,
      world: async ({ faultyRay }) => {
        const ray = await faultyRay({ status: "SUCCEEDED", log });
        ray.restartHead({ forgets });
        return { url: ray.url };
      },
      run: (bench) => isLost(bench, "node-dead"),
    }),
  ),
  defineCase({
    id: "ray/lost-log/file-removed",
    surface: "ray",
    cites: ["ray/r2/empty-proves-nothing", "errors/job-lost"],
    transports: tails,
    world: async ({ faultyRay }) => {
      const ray = await faultyRay({
        status: "SUCCEEDED",
        log,
        // Seen: Ray sometimes sends an empty 200 for a missing file.
        fault: ({ endpoint }, nth) => (endpoint === "file" && nth % 3 === 0 ? instead(text("")) : undefined),
      });
      ray.removeLog(jobId);
      return { url: ray.url };
    },
    run: (bench) => isLost(bench, "log-gone"),
  }),
  ...([403, 404] as const).map((status) =>
    defineCase({
      id: `ray/lost-log/jobs-api-only-${status}`,
      surface: "ray",
      cites: ["ray/r2/empty-proves-nothing", "errors/job-lost"],
      transports: tails,
      world: async ({ faultyRay }) => {
        const closed = (endpoint: string): boolean => ["file", "names", "nodes"].includes(endpoint);
        const ray = await faultyRay({
          status: "SUCCEEDED",
          log,
          fault: ({ endpoint }): Fault | undefined =>
            closed(endpoint) ? instead(text(status === 403 ? "Forbidden" : "Not Found", { status })) : undefined,
        });
        ray.addJob("whole", { status: "SUCCEEDED", log });
        ray.removeLog(jobId);
        return { url: ray.url, truth: () => encoder.encode(log) };
      },
      run: async (bench) => {
        await isLost(bench, "log-unreachable");
        const protocol = protocolOf(bench.transport);
        await bench.checkLines(await follow(bench.ray(), "whole", { protocol }), "whole");
        same((await bench.ray().jobs.getLogs("whole")).length, log.length, "the length of a plain log with text");
      },
    }),
  ),
  defineCase({
    id: "ray/lost-log/head-restart-log-kept",
    surface: "ray",
    cites: ["ray/r2/empty-proves-nothing", "ray/r1/every-line-once"],
    transports: tails,
    world: async ({ faultyRay }) => {
      const ray = await faultyRay({ status: "SUCCEEDED", log });
      ray.restartHead({ keepsLogs: true });
      return { url: ray.url, truth: () => encoder.encode(log) };
    },
    run: async (bench) => {
      const protocol = protocolOf(bench.transport);
      await bench.checkLines(await follow(bench.ray(), jobId, { protocol }));
      await bench.checkLines(await follow(bench.ray(), jobId, { protocol, follow: false }));
    },
  }),
  defineCase({
    id: "ray/lost-log/truly-empty",
    surface: "ray",
    cites: ["ray/r2/empty-proves-nothing"],
    transports: tails,
    world: async ({ faultyRay }) => {
      const ray = await faultyRay({ status: "SUCCEEDED", log: "" });
      ray.addJob("never-ran", { status: "FAILED", hasNode: false, log: "" });
      ray.removeLog("never-ran");
      return { url: ray.url };
    },
    run: async (bench) => {
      const protocol = protocolOf(bench.transport);
      for (const id of [jobId, "never-ran"]) {
        same(await follow(bench.ray(), id, { protocol }), [], "lines of an empty log");
        same(await follow(bench.ray(), id, { protocol, follow: false }), [], "lines of an empty log now");
        same(await bench.ray().jobs.getLogs(id), "", "the empty log");
      }
    },
  }),
  ...(["restart", "kill"] as const).map((what) =>
    defineCase({
      id: `ray/lost-log/node-dies-mid-tail-${what}`,
      surface: "ray",
      cites: ["ray/r2/empty-proves-nothing", "ray/r1/position-in-errors", "errors/job-lost"],
      transports: tails,
      world: async ({ faultyRay }) => {
        const ray = await faultyRay({ status: "RUNNING", log });
        return {
          url: ray.url,
          hands: {
            die: () => {
              if (what === "kill") ray.killNode();
              else ray.restartHead();
              ray.server.resetAll();
            },
          },
        };
      },
      run: async (bench) => {
        const { lines, over } = begin(() =>
          bench.ray().jobs.tailLogs(jobId, { protocol: protocolOf(bench.transport) }),
        );
        await until(() => lines.length === 501, "all lines so far");
        await bench.hand["die"]?.();
        const began = Date.now();
        const error = await failsWith(over, "JobLost", "node-dead");
        same(error.position?.lines, 501, "the position's lines");
        same("jobStatus" in error && error.jobStatus, "RUNNING", "the status beside it");
        holds(Date.now() - began < maxMs, `the error came within ${maxMs / 1_000} s`);
      },
    }),
  ),
];
