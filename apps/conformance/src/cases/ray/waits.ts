import { instead, text } from "@jobwire/testing/faults";
import { failsWith, holds, same, sleep, until } from "../../case/checks.ts";
import { type ConformanceCase, defineCase } from "../../case/conformance-case.ts";

const id = "raysubmit_scripted00000000";

/** Waiting for jobs. */
export const waitCases: ReadonlyArray<ConformanceCase> = [
  defineCase({
    id: "ray/wait/survives-failures",
    surface: "ray",
    cites: ["ray/wait/survives-failures", "ray/wait/on-change", "errors/server-error"],
    transports: ["unary"],
    world: async ({ faultyRay }) => {
      const ray = await faultyRay({ log: "", status: "PENDING" });
      return {
        url: ray.url,
        hands: {
          start: () => ray.setStatus("RUNNING"),
          goDown: async () => {
            ray.setFault((_, nth) => (nth % 2 === 0 ? instead(text("Bad Gateway", { status: 502 })) : undefined));
            await ray.server.refuse();
            ray.server.resetAll();
          },
          comeBack: async () => {
            await ray.server.accept();
            await sleep(500);
            ray.setFault(undefined);
            ray.setStatus("FAILED");
          },
        },
      };
    },
    run: async ({ ray, hand }) => {
      const statuses: Array<string> = [];
      let retries = 0;
      const waiting = ray().jobs.wait(id, {
        onChange: ({ status }) => void statuses.push(status),
        onRetry: () => void (retries += 1),
      });
      waiting.catch(() => {});
      await until(() => statuses.length === 1, "the first status");
      await hand.start();
      await until(() => statuses.length === 2, "the second status");
      await hand.goDown();
      await until(() => retries > 0, "a retry was reported");
      await hand.comeBack();
      same((await waiting).status, "FAILED", "the end");
      same(statuses, ["PENDING", "RUNNING", "FAILED"], "the reported changes");
    },
  }),
  defineCase({
    id: "ray/wait/deadline",
    surface: "ray",
    cites: ["ray/wait/deadline", "errors/timeout"],
    transports: ["unary"],
    world: async ({ faultyRay }) => {
      const ray = await faultyRay({ log: "", status: "RUNNING" });
      return { url: ray.url };
    },
    run: async ({ ray }) => {
      const began = Date.now();
      const error = await failsWith(ray().jobs.wait(id, { timeoutMs: 3_000 }), "Timeout", "deadline");
      holds(Date.now() - began >= 2_990, "not before the deadline");
      holds(error.message.includes("RUNNING"), "the message has the job's status");
    },
  }),
  defineCase({
    id: "ray/wait/retry-after",
    surface: "ray",
    cites: ["ray/wait/retry-after", "errors/retry-after"],
    transports: ["unary"],
    world: async ({ faultyRay }) => {
      let busy = true;
      const ray = await faultyRay({
        log: "",
        status: "SUCCEEDED",
        fault: () => (busy ? instead(text("busy", { status: 503, headers: { "retry-after": "600" } })) : undefined),
      });
      return {
        url: ray.url,
        hands: {
          recover: () => void (busy = false),
          asked: () => ray.requestsTo("job").length + ray.requestsTo("list").length,
        },
      };
    },
    run: async ({ ray, hand }) => {
      const cluster = ray();
      let told = 0;
      const began = Date.now();
      const first = cluster.jobs.wait(id, { timeoutMs: 6_000, onRetry: () => void (told += 1) });
      first.catch(() => {});
      await until(() => told > 0, "the wait got a Retry-After");
      await failsWith(cluster.jobs.wait(id, { timeoutMs: 500 }), "Timeout", "deadline");
      await hand.recover();
      // After the deadline it would fail. The bound is far below Retry-After: a busy page takes seconds to read a response.
      same((await first).status, "SUCCEEDED", "the end, seen by the last poll");
      holds(Date.now() - began < 60_000, "long before Retry-After is over");
      same((await cluster.jobs.wait(id, { timeoutMs: 5_000 })).status, "SUCCEEDED", "a later wait");
      const asked = await hand.asked();
      holds(asked <= 8, `few requests, not ${asked}`);
    },
  }),
  defineCase({
    id: "ray/wait/many",
    surface: "ray",
    cites: ["ray/r9/shared-polls"],
    transports: ["unary"],
    world: async ({ faultyRay }) => {
      const ray = await faultyRay({ log: "", status: "SUCCEEDED" });
      const ids = Array.from({ length: 200 }, (_, n) => `wait${n}`);
      for (const one of ids) ray.addJob(one, { status: "RUNNING" });
      return {
        url: ray.url,
        hands: {
          ids: () => ids,
          end: () => {
            for (const one of ids) ray.job(one)?.setStatus("SUCCEEDED");
          },
          asked: () => ({ lists: ray.requestsTo("list").length, gets: ray.requestsTo("job").length }),
        },
      };
    },
    run: async ({ ray, hand }) => {
      const began = Date.now();
      const waiting = ray({ pollIntervalMs: 500 }).jobs.waitAll(await hand.ids());
      await sleep(2_500);
      const { lists, gets } = await hand.asked();
      const intervals = (Date.now() - began) / 500;
      holds(
        lists <= intervals + 3,
        `one list an interval for 200 waits, not ${lists} in ${intervals.toFixed(1)} intervals`,
      );
      holds(gets <= 3, `no get for each job, but ${gets}`);
      await hand.end();
      same((await waiting).filter(({ status }) => status === "SUCCEEDED").length, 200, "jobs that ended");
    },
  }),
  defineCase({
    id: "ray/wait/gone",
    surface: "ray",
    cites: ["ray/wait/gone", "errors/job-lost", "errors/not-found"],
    transports: ["unary"],
    world: async ({ faultyRay }) => {
      const ray = await faultyRay({ log: "", status: "RUNNING" });
      return { url: ray.url, hands: { forget: () => ray.removeJob(id) } };
    },
    run: async ({ ray, hand }) => {
      const cluster = ray({ retryForMs: 1_500 });
      await failsWith(cluster.jobs.wait("nobody"), "NotFound", "unknown-job");
      let seen = false;
      const waiting = cluster.jobs.wait(id, { onChange: () => void (seen = true) });
      waiting.catch(() => {});
      // A job that a wait never saw cannot be lost.
      await until(() => seen, "the wait has seen the job");
      await hand.forget();
      await failsWith(waiting, "JobLost", "gone");
    },
  }),
  defineCase({
    id: "ray/wait/unknown-status",
    surface: "ray",
    cites: ["ray/wire/unknown-values"],
    transports: ["unary"],
    world: async ({ faultyRay }) => {
      let looks = 0;
      const ray = await faultyRay({
        log: "",
        status: () => (looks++ < 3 ? "SUSPENDED" : "SUCCEEDED"),
        details: { a_new_field: { of: "a later Ray" }, error_type: undefined },
      });
      return { url: ray.url };
    },
    run: async ({ ray }) => {
      const statuses: Array<string> = [];
      const job = await ray().jobs.wait(id, { onChange: ({ status }) => void statuses.push(status) });
      same(
        [...statuses, job.errorType],
        ["SUSPENDED", "SUCCEEDED", null],
        "the statuses, unchanged, and a missing field",
      );
    },
  }),
];
