import { drop, type Fault, instead, json, never, responseLost } from "@jobwire/testing/faults";
import { failsWith, failure, holds, same, sleep, until } from "../../case/checks.ts";
import { type ConformanceCase, defineCase } from "../../case/conformance-case.ts";
import { gatewaySystem, isSuccess, jobId, subjectOf } from "../faults/backends.ts";
import { settles } from "../faults/aborts.ts";
import { gatewayWorld } from "./gateway-world.ts";

const surface = "gateway";
const transports = ["unary"] as const;
const request = { submissionId: "train-7", entrypoint: "python train.py" };
const unavailable = (): Fault => instead(json({}, { status: 503 }));
const forbidden = (): Fault => instead(json({}, { status: 403 }));
const many = Array.from({ length: 30 }, (_, n) => `job-${n}`);

/** Calls and waits through a gateway. */
export const gatewayCallCases: ReadonlyArray<ConformanceCase> = [
  defineCase({
    id: "gateway/call/lifecycle",
    surface,
    cites: ["gateway/jobs/lifecycle", "gateway/errors/same"],
    transports,
    world: (makers) => gatewayWorld(makers, { log: "line\n", others: ["other"] }),
    run: async (bench) => {
      const client = bench.gateway();
      const [system] = await client.systems();
      same([system?.name, system?.kind], [gatewaySystem, "ray"], "the system");
      const { jobs } = client.ray(gatewaySystem);
      const train = await jobs.submit(request);
      const saved: unknown = JSON.parse(JSON.stringify(train));
      same(saved, { kind: "jobwire/ray-job", version: 1, submissionId: "train-7" }, "the handle as JSON");
      await failsWith(jobs.submit(request), "Conflict", "exists");
      const ids = (await jobs.list()).map(({ submissionId }) => submissionId ?? "");
      same([...ids].sort(), ["other", jobId, "train-7"], "the jobs");
      same((await jobs.list({ limit: 1 })).length, 1, "a list of one job");
      await failsWith(jobs.delete("other"), "Conflict", "not-terminal");
      same(await jobs.stop("train-7"), { stopped: true }, "the stop");
      await failsWith(jobs.handle(saved as ReturnType<typeof train.toJSON>).result(), "JobStopped");
      await bench.hand.end("FAILED");
      const failed = await failsWith(jobs.result(jobId), "JobFailed");
      same(failed._tag === "JobFailed" && failed.jobId, jobId, "the id of the failed job");
      same(jobs.outcomeOf(await jobs.get(jobId))?.type, "failed", "the outcome");
      same(await jobs.getLogs(jobId), "line\n", "the whole log");
      await jobs.delete("train-7");
      await failsWith(jobs.get("train-7"), "NotFound", "unknown-job");
    },
  }),
  defineCase({
    id: "gateway/call/wait-survives-failures",
    surface,
    cites: ["gateway/r5/wait-survives-failures"],
    transports,
    world: (makers) =>
      gatewayWorld(makers, {
        log: "",
        fault: (endpoint, nth) =>
          endpoint !== "get" || nth > 3 ? undefined : nth < 3 ? unavailable() : instead(drop()),
      }),
    run: async (bench) => {
      let retries = 0;
      const waiting = subjectOf(bench, surface).wait({ onRetry: () => void retries++ });
      // A page's browser repeats a request whose connection is lost.
      await until(() => retries >= 3, "at least 3 retries");
      await until(async () => (await bench.hand.asked("get")) > 5, "a poll that works");
      await bench.hand.kill();
      await sleep(500);
      await bench.hand.end();
      await bench.hand.start();
      holds(isSuccess(await waiting), "the job succeeded");
    },
  }),
  ...(
    [
      ["response-lost", responseLost, 1],
      ["request-lost", () => instead(drop()), 2],
    ] as const
  ).map(([name, lost, sent]) =>
    defineCase({
      id: `gateway/call/submit-${name}`,
      surface,
      cites: ["gateway/r6/submit-once"],
      transports,
      needs: ["sends-once"],
      world: (makers) =>
        gatewayWorld(makers, {
          log: "",
          fault: (endpoint, nth) => (endpoint === "submit" && nth === 0 ? lost() : undefined),
        }),
      run: async (bench) => {
        await bench.gateway().ray(gatewaySystem).jobs.submit(request);
        same(await bench.hand.asked("submit"), sent, "submits");
        holds(await bench.hand.submitted("train-7"), "Ray has the job");
      },
    }),
  ),
  defineCase({
    id: "gateway/call/submit-unknown",
    surface,
    cites: ["gateway/r6/submit-once"],
    transports,
    needs: ["sends-once"],
    world: (makers) =>
      gatewayWorld(makers, {
        log: "",
        fault: (endpoint) => (endpoint === "submit" ? responseLost() : endpoint === "get" ? forbidden() : undefined),
      }),
    run: async (bench) => {
      await failsWith(bench.gateway().ray(gatewaySystem).jobs.submit(request), "CreateOutcomeUnknown", "unreadable");
      same(await bench.hand.asked("submit"), 1, "submits");
    },
  }),
  defineCase({
    id: "gateway/call/shared-polls",
    surface,
    cites: ["gateway/r9/shared-polls"],
    transports,
    world: (makers) => gatewayWorld(makers, { log: "", others: many }),
    run: async (bench) => {
      const began = Date.now();
      const over = bench.gateway({ pollIntervalMs: 200 }).ray(gatewaySystem).jobs.waitAll(many);
      await until(async () => (await bench.hand.asked("list")) > 1, "two lists");
      for (const id of many) await bench.hand.endOther(id);
      same((await over).length, many.length, "terminal jobs");
      const most = 3 + (Date.now() - began) / 200;
      const [lists, gets] = [await bench.hand.asked("list"), await bench.hand.asked("get")];
      holds(lists <= most, `at most ${Math.round(most)} lists, not ${lists}`);
      holds(gets <= 1, `at most one job read by its id, not ${gets}`);
    },
  }),
  defineCase({
    id: "gateway/call/abort",
    surface,
    cites: ["gateway/r4/abort"],
    transports,
    world: (makers) =>
      gatewayWorld(makers, {
        log: "",
        fault: (endpoint, nth) => (endpoint === "get" && nth > 2 ? instead(never()) : undefined),
      }),
    run: async (bench) => {
      const stop = new AbortController();
      const subject = subjectOf(bench, surface);
      const waiting = subject.wait({ signal: stop.signal });
      await until(async () => (await bench.hand.asked("get")) > 3, "a poll without a response");
      const reading = subject.get({ signal: stop.signal });
      await sleep(100);
      await settles(bench as never, () => {
        stop.abort();
        return Promise.all([failsWith(waiting, "Aborted"), failsWith(reading, "Aborted")]);
      });
    },
  }),
  defineCase({
    id: "gateway/call/checked",
    surface,
    cites: ["gateway/errors/checked"],
    transports,
    world: (makers) => gatewayWorld(makers, { log: "" }),
    run: async (bench) => {
      const client = bench.gateway();
      const { jobs } = client.ray(gatewaySystem);
      const before = await bench.hand.requests();
      for (const id of ["", "..", "a/b", "a?b", "a\nb", "x".repeat(300)]) {
        await failsWith(jobs.get(id), "InvalidRequest", "local");
        await failsWith(jobs.wait(id), "InvalidRequest", "local");
        await failsWith(jobs.submit({ ...request, submissionId: id }), "InvalidRequest", "local");
      }
      await failsWith(jobs.submit({ entrypoint: "" }), "InvalidRequest", "local");
      await failsWith(jobs.waitAll([]), "InvalidRequest", "local");
      await failure((async () => client.ray("a/b"))());
      await failure(
        (async () => {
          for await (const _ of jobs.tailLogs(jobId, { tail: -1 })) void _;
        })(),
      );
      same(await bench.hand.requests(), before, "requests");
    },
  }),
  defineCase({
    id: "gateway/call/unauthorized",
    surface,
    cites: ["gateway/errors/unauthorized"],
    transports,
    world: (makers) => gatewayWorld(makers, { log: "" }),
    run: async (bench) => {
      const subject = subjectOf(bench, surface, { token: "another-token" });
      await failsWith(subject.get(), "Unauthorized");
      await failsWith(subject.wait(), "Unauthorized");
      await failsWith(subject.stop(), "Unauthorized");
    },
  }),
  defineCase({
    id: "gateway/call/missing-job",
    surface,
    cites: ["gateway/errors/same"],
    transports,
    world: (makers) => gatewayWorld(makers, { log: "" }),
    run: async (bench) => {
      const subject = subjectOf(bench, surface, { retryForMs: 1_500 });
      await failsWith(subject.get({ id: "no-such-job" }), "NotFound", "unknown-job");
      await failsWith(subject.wait({ id: "no-such-job" }), "NotFound", "unknown-job");
      await failsWith(subject.read({ id: "no-such-job" }).over, "NotFound", "unknown-job");
      const seen: Array<string> = [];
      const lost = failsWith(subject.wait({ onChange: (status) => void seen.push(status) }), "JobLost");
      await until(() => seen.length > 0, "the job was seen");
      await bench.hand.forget();
      const error = await lost;
      same(error._tag === "JobLost" && error.jobId, jobId, "the id of the lost job");
    },
  }),
];
