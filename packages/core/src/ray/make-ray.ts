import { Effect, type Scope, Stream } from "effect";
import type { Adapter } from "../adapter.ts";
import { InvalidRequest, isJobwireError, type JobwireError, Timeout } from "../errors.ts";
import { makeHttp } from "../http/make-http.ts";
import { retrying } from "../poll/retrying.ts";
import { RetryBudget } from "../poll/retry-budget.ts";
import { makeSharedPoller } from "../poll/shared-poller.ts";
import { tailStream } from "../tail/tail.ts";
import { parseRayAddress } from "./address.ts";
import { makeRayApi } from "./api.ts";
import { deleteJob } from "./delete.ts";
import type { EffectCallOptions, EffectWaitOptions, RayEffects } from "./effects.ts";
import { describeRay } from "./errors.ts";
import { getJob } from "./get.ts";
import { getJobLogs } from "./get-logs.ts";
import { idOfHandle } from "./handle-json.ts";
import { checkHealth } from "./health.ts";
import { listJobs } from "./list.ts";
import { listNodes } from "./nodes.ts";
import { resultOf } from "./result.ts";
import { stopJob } from "./stop.ts";
import { checkJobId } from "./submission-id.ts";
import { submitJob } from "./submit.ts";
import { submitBody } from "./submit-body.ts";
import { makeRayTailBackend } from "./tail-backend.ts";
import type { RayOptions } from "./types.ts";
import { getVersion } from "./version.ts";
import { rayPollSource, waitForJob, waitForJobs, type WaitSettings } from "./wait.ts";

/** A read is tried this often. */
const attempts = 3;

const local = (message: string): InvalidRequest => new InvalidRequest({ message, reason: "local" });

/** Turns what a check throws into a failure; anything but its own error is a defect. */
const checked = <A>(check: () => A): Effect.Effect<A, JobwireError> =>
  Effect.suspend(() => {
    try {
      return Effect.succeed(check());
    } catch (error) {
      return isJobwireError(error) ? Effect.fail(error) : Effect.die(error);
    }
  });

const positive = (name: string, value: number | undefined): number | undefined => {
  if (value === undefined || (typeof value === "number" && value > 0)) return value;
  throw local(`${name} must be a number of milliseconds above 0`);
};

/**
 * The operations of one Ray cluster over one runtime. Closing the scope ends the polls that its waits share. Fails with
 * `InvalidRequest` (reason `local`) when the options cannot work; nothing is sent before an operation is run.
 */
export const makeRay = (adapter: Adapter, options: RayOptions): Effect.Effect<RayEffects, JobwireError, Scope.Scope> =>
  Effect.gen(function* () {
    const { api, retryForMs, pollIntervalMs, defaultTotalMs } = yield* checked(() => {
      const http = makeHttp(adapter, { ...options, baseUrl: parseRayAddress(options.address), describe: describeRay });
      return {
        api: makeRayApi(http),
        retryForMs: positive("retryForMs", options.retryForMs) ?? 300_000,
        pollIntervalMs: positive("pollIntervalMs", options.pollIntervalMs) ?? 2_000,
        defaultTotalMs: positive("totalMs", options.timeouts?.totalMs),
      };
    });
    const { address } = api;
    const budget = new RetryBudget();
    const poller = yield* makeSharedPoller(rayPollSource(api), { budget });
    const waits: WaitSettings = { address, poller, pollIntervalMs, retryForMs };

    const span = (name: string, id?: string): (<A, E>(effect: Effect.Effect<A, E>) => Effect.Effect<A, E>) =>
      Effect.withSpan(`jobwire.ray.${name}`, {
        kind: "client",
        attributes: { "server.address": address, ...(id === undefined ? {} : { "jobwire.job.id": id }) },
      });

    /** A wait has only the limit that it was given itself: the client's is for calls. */
    const ownTotal = (own: EffectCallOptions | undefined): Effect.Effect<number | undefined, JobwireError> =>
      checked(() => positive("totalMs", own?.totalMs));
    const totalOf = (own: EffectCallOptions | undefined): Effect.Effect<number | undefined, JobwireError> =>
      Effect.map(ownTotal(own), (totalMs) => totalMs ?? defaultTotalMs);

    const limited =
      (what: string, total: Effect.Effect<number | undefined, JobwireError>) =>
      <A>(effect: Effect.Effect<A, JobwireError>): Effect.Effect<A, JobwireError> =>
        Effect.flatMap(total, (totalMs) =>
          totalMs === undefined
            ? effect
            : Effect.timeoutOrElse(effect, {
                duration: totalMs,
                orElse: () =>
                  Effect.fail(
                    new Timeout({
                      message: `${what} at ${address}: not done within ${totalMs} ms (totalMs)`,
                      reason: "total",
                    }),
                  ),
              }),
        );

    /** A request that may be sent again, under its time limit and its span. */
    const call = <A>(
      name: string,
      effect: Effect.Effect<A, JobwireError>,
      own: EffectCallOptions | undefined,
    ): Effect.Effect<A, JobwireError> =>
      effect.pipe(retrying({ budget, attempts }), limited(name, totalOf(own)), span(name));

    const callById = <A>(
      name: string,
      id: string,
      effect: (id: string) => Effect.Effect<A, JobwireError>,
      own: EffectCallOptions | undefined,
    ): Effect.Effect<A, JobwireError> =>
      Effect.flatMap(
        checked(() => checkJobId(id)),
        effect,
      ).pipe(retrying({ budget, attempts }), limited(`${name} of ${id}`, totalOf(own)), span(name, id));

    const wait = (id: string, own: EffectWaitOptions | undefined): ReturnType<typeof waitForJob> =>
      Effect.flatMap(
        checked(() => checkJobId(id)),
        () => waitForJob(waits, id, own),
      ).pipe(limited(`wait for ${id}`, ownTotal(own)));

    return {
      address,
      version: (own) => call("version", getVersion(api), own),
      health: (own) => call("health", checkHealth(api), own),
      nodes: { list: (own) => call("nodes.list", listNodes(api), own) },
      jobs: {
        submit: (request, own) =>
          Effect.gen(function* () {
            const body = yield* checked(() => submitBody(request));
            return yield* submitJob(api, budget, body, yield* totalOf(own));
          }).pipe(span("jobs.submit")),
        list: (own) => call("jobs.list", listJobs(api), own),
        get: (id, own) => callById("jobs.get", id, (it) => getJob(api, it), own),
        getLogs: (id, own) => callById("jobs.getLogs", id, (it) => getJobLogs(api, it), own),
        tailLogs: (id, own = {}) =>
          Stream.unwrap(
            Effect.map(
              checked(() => checkJobId(id)),
              () =>
                tailStream(makeRayTailBackend(api, id, { idleMs: own.idleMs }), own, {
                  retryForMs,
                  idleMs: api.http.times.idleMs,
                  pollIntervalMs,
                  budget,
                }),
            ),
          ).pipe(
            Stream.withSpan("jobwire.ray.jobs.tailLogs", {
              kind: "client",
              attributes: { "server.address": address, "jobwire.job.id": id },
            }),
          ),
        stop: (id, own) =>
          Effect.gen(function* () {
            const it = yield* checked(() => checkJobId(id));
            const asked = retrying({ budget, attempts })(stopJob(api, it));
            const answer = yield* limited(`stop of ${id}`, totalOf(own))(asked);
            if (own?.wait === true) yield* waitForJob(waits, it, own);
            return answer;
          }).pipe(limited(`stop of ${id}`, ownTotal(own)), span("jobs.stop", id)),
        delete: (id, own) =>
          Effect.flatMap(
            checked(() => checkJobId(id)),
            (it) => deleteJob(api, budget, it),
          ).pipe(limited(`delete of ${id}`, totalOf(own)), span("jobs.delete", id)),
        wait: (id, own) => span("jobs.wait", id)(wait(id, own)),
        waitAll: (ids, own) =>
          Effect.flatMap(
            checked(() => ids.map((id) => checkJobId(id))),
            (all) => waitForJobs(waits, all, own),
          ).pipe(limited("wait", ownTotal(own)), span("jobs.wait")),
        result: (id, own) =>
          span("jobs.result", id)(Effect.flatMap(wait(id, own), (job) => resultOf(address, id, job))),
        idOf: (idOrJson) => checked(() => idOfHandle(idOrJson)),
      },
    };
  });
