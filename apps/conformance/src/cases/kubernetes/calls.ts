import { drop, type Fault, instead, json, never, responseLost } from "@jobwire/testing/faults";
import { failsWith, failure, holds, same, sleep, until } from "../../case/checks.ts";
import { type ConformanceCase, defineCase, type Makers } from "../../case/conformance-case.ts";
import { settles } from "../faults/aborts.ts";
import { isSuccess, subjectOf, token } from "../faults/backends.ts";
import { callWorld } from "../faults/call-world.ts";
import { logWorld, running } from "../faults/log-world.ts";

const surface = "kubernetes";
const transports = ["unary"] as const;
const request = { name: "train", image: "python", command: ["python", "train.py"] };
const unavailable = (): Fault => instead(json({ message: "overloaded" }, { status: 503 }));
const forbidden = (): Fault => instead(json({ reason: "Forbidden" }, { status: 403 }));

/** A cluster with jobs that run; the case ends them and counts requests. */
const clusterWorld =
  (names: ReadonlyArray<string>, fault?: (endpoint: string, nth: number) => Fault | undefined) =>
  async ({ kubernetesCluster }: Makers) => {
    const cluster = await kubernetesCluster({ token, fault: ({ endpoint }, nth) => fault?.(endpoint, nth) });
    for (const name of names) cluster.add(name);
    return {
      url: cluster.url,
      token,
      hands: {
        names: () => [...cluster.jobs.keys()],
        gets: () => cluster.requestsTo("get").length,
        lists: () => cluster.requestsTo("list").length,
        submits: () => cluster.requestsTo("submit").length,
        /** All requests, also those for a page. */
        requests: () => cluster.server.requests.length,
        end: (name: string, status: "Complete" | "Failed", message: string) => {
          const job = cluster.jobs.get(name);
          job?.setDetails({ message });
          job?.setStatus(status);
        },
      },
    };
  };

const many = Array.from({ length: 30 }, (_, n) => `job-${n}`);

/** Calls and waits of the example backend. */
export const kubernetesCallCases: ReadonlyArray<ConformanceCase> = [
  defineCase({
    id: "kubernetes/call/lifecycle",
    surface,
    cites: ["kubernetes/jobs/lifecycle"],
    transports,
    world: clusterWorld(["other"]),
    run: async ({ kubernetes, hand }) => {
      const jobs = kubernetes();
      const train = await jobs.submit(request);
      const saved: unknown = JSON.parse(JSON.stringify(train));
      same(saved, { kind: "example/kubernetes-job", version: 1, id: "train" }, "the handle as JSON");
      await failsWith(jobs.submit(request), "Conflict", "exists");
      same(
        (await jobs.list()).map(({ name, status }) => `${name} ${status}`),
        ["other Running", "train Running"],
        "the jobs",
      );
      await jobs.stop("train", { wait: true });
      await failsWith(jobs.handle(saved as ReturnType<typeof train.toJSON>).result(), "JobStopped");
      await hand.end("other", "Failed", "OOMKilled");
      const failed = await failsWith(jobs.result("other"), "JobFailed");
      holds(failed.message.includes("OOMKilled"), `the message has the server's reason: ${failed.message}`);
      await jobs.delete("train");
      await failsWith(jobs.get("train"), "NotFound", "unknown-job");
    },
  }),
  defineCase({
    id: "kubernetes/call/wait-survives-failures",
    surface,
    cites: ["kubernetes/r5/wait-survives-failures"],
    transports,
    world: (makers, transport) =>
      callWorld(makers, surface, transport, (nth) =>
        nth < 3 ? unavailable() : nth === 3 ? instead(drop()) : undefined,
      ),
    run: async (bench) => {
      let retries = 0;
      holds(isSuccess(await subjectOf(bench, surface).wait({ onRetry: () => void retries++ })), "the job succeeded");
      // A page's browser repeats a request whose connection is lost.
      holds(retries >= 3, `at least 3 retries, not ${retries}`);
    },
  }),
  ...(
    [
      ["response-lost", responseLost, 1],
      ["request-lost", () => instead(drop()), 2],
    ] as const
  ).map(([name, lost, sent]) =>
    defineCase({
      id: `kubernetes/call/submit-${name}`,
      surface,
      cites: ["kubernetes/r6/submit-once"],
      transports,
      needs: ["sends-once"],
      world: clusterWorld([], (endpoint, nth) => (endpoint === "submit" && nth === 0 ? lost() : undefined)),
      run: async ({ kubernetes, hand }) => {
        await kubernetes().submit(request);
        same(await hand.submits(), sent, "submits");
        same(await hand.names(), ["train"], "the jobs of the cluster");
      },
    }),
  ),
  defineCase({
    id: "kubernetes/call/submit-unknown",
    surface,
    cites: ["kubernetes/r6/submit-once"],
    transports,
    needs: ["sends-once"],
    world: clusterWorld([], (endpoint) =>
      endpoint === "submit" ? responseLost() : endpoint === "get" ? forbidden() : undefined,
    ),
    run: async ({ kubernetes, hand }) => {
      await failsWith(kubernetes().submit(request), "CreateOutcomeUnknown", "unreadable");
      same(await hand.submits(), 1, "submits");
    },
  }),
  defineCase({
    id: "kubernetes/call/shared-polls",
    surface,
    cites: ["kubernetes/r9/shared-polls"],
    transports,
    world: clusterWorld(many),
    run: async ({ kubernetes, hand }) => {
      const began = Date.now();
      const over = kubernetes({ pollIntervalMs: 200 }).waitAll(many);
      await until(async () => (await hand.lists()) > 1, "two lists");
      for (const name of many) await hand.end(name, "Complete", "");
      same((await over).length, many.length, "terminal jobs");
      const most = 3 + (Date.now() - began) / 200;
      const [lists, gets] = [await hand.lists(), await hand.gets()];
      holds(lists <= most, `at most ${Math.round(most)} lists, not ${lists}`);
      holds(gets <= 1, `at most one job read by its name, not ${gets}`);
    },
  }),
  defineCase({
    id: "kubernetes/call/abort",
    surface,
    cites: ["kubernetes/r4/abort"],
    transports,
    world: (makers, transport) =>
      callWorld(makers, surface, transport, (nth) => (nth > 2 ? instead(never()) : undefined), { ended: false }),
    run: async (bench) => {
      const stop = new AbortController();
      const waiting = subjectOf(bench, surface).wait({ signal: stop.signal });
      // The first polls get responses, and the next one gets none.
      await until(async () => (await bench.hand.open()) > 0, "a poll without a response");
      const reading = subjectOf(bench, surface).get({ signal: stop.signal });
      await sleep(100);
      await settles(bench, () => {
        stop.abort();
        return Promise.all([failsWith(waiting, "Aborted"), failsWith(reading, "Aborted")]);
      });
    },
  }),
  defineCase({
    id: "kubernetes/call/checked",
    surface,
    cites: ["kubernetes/errors/checked"],
    transports,
    world: clusterWorld(["train"]),
    run: async ({ kubernetes, hand }) => {
      const jobs = kubernetes();
      const before = await hand.requests();
      for (const id of ["No Such Name", "", "../pods", "a/b", "-a", "x".repeat(64)]) {
        await failsWith(jobs.get(id), "InvalidRequest", "local");
        await failsWith(jobs.wait(id), "InvalidRequest", "local");
        await failsWith(jobs.submit({ ...request, name: id }), "InvalidRequest", "local");
      }
      await failsWith(jobs.waitAll([]), "InvalidRequest", "local");
      await failure(
        (async () => {
          for await (const _ of jobs.tailLogs("train", { tail: -1 })) void _;
        })(),
      );
      same(await hand.requests(), before, "requests");
    },
  }),
  defineCase({
    id: "kubernetes/call/unauthorized",
    surface,
    cites: ["kubernetes/errors/unauthorized"],
    transports,
    world: clusterWorld(["scripted-job"]),
    run: async (bench) => {
      const subject = subjectOf(bench, surface, { token: "another-token" });
      await failsWith(subject.get(), "Unauthorized");
      await failsWith(subject.wait(), "Unauthorized");
      await failsWith(subject.stop(), "Unauthorized");
      await failsWith(bench.kubernetes({ token: "another-token" }).submit(request), "Unauthorized");
      same(await bench.hand.names(), ["scripted-job"], "the jobs of the cluster");
    },
  }),
  defineCase({
    id: "kubernetes/call/missing-job",
    surface,
    cites: ["kubernetes/errors/missing-job"],
    transports,
    world: (makers, transport) => logWorld(makers, surface, transport, running),
    run: async (bench) => {
      const subject = subjectOf(bench, surface, { retryForMs: 1_500 });
      await failsWith(subject.get({ id: "no-such-job" }), "NotFound", "unknown-job");
      await failsWith(subject.wait({ id: "no-such-job" }), "NotFound", "unknown-job");
      const seen: Array<string> = [];
      const lost = failsWith(subject.wait({ onChange: (status) => void seen.push(status) }), "JobLost");
      await until(() => seen.length > 0, "the job was seen");
      await bench.hand.forget();
      const error = await lost;
      same(error._tag === "JobLost" && error.jobId, "scripted-job", "the id of the lost job");
      same(error.message.split(bench.url).length, 2, "how often the message has the address, plus one");
    },
  }),
];
