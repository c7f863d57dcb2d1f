import { Effect, type Scope, Stream } from "effect";
import type { Adapter } from "../adapter.ts";
import { makeCalls } from "../surface/calls.ts";
import { booleanOption, checked, checkIds, checkWaitOptions, intervalMs, positiveMs } from "../surface/checked.ts";
import type { JobwireError } from "../errors.ts";
import { makeHttp } from "../http/make-http.ts";
import { retrying } from "../retry/retrying.ts";
import { RetryBudget } from "../retry/retry-budget.ts";
import { waitForJob, waitForJobs } from "../poll/wait-for-job.ts";
import { isTransient } from "../retry/transient.ts";
import { redactedSurface } from "../redaction/redacted-surface.ts";
import { tailStream } from "../tail/tail.ts";
import { parseRayAddress } from "./address.ts";
import { makeRayApi } from "./api.ts";
import { browserGuard } from "./browser-guard.ts";
import { componentActivities } from "./cluster/activities.ts";
import { clusterStatus } from "./cluster/cluster-status.ts";
import { diagnose } from "./cluster/diagnose.ts";
import type { EffectCallOptions, EffectWaitOptions, RayEffects } from "./effects.ts";
import { describeRay } from "./errors.ts";
import { getJobLogs } from "./get-logs.ts";
import { idOfHandle } from "./handle-json.ts";
import { checkHealth } from "./cluster/health.ts";
import { packageEffects } from "./packages/package-effects.ts";
import { rayWaits } from "./poll-source.ts";
import { rayPorts } from "./ports.ts";
import { resultOf } from "./result.ts";
import { serveEffects } from "./serve/serve-effects.ts";
import { stateEffects } from "./state/state-effects.ts";
import { checkStartable } from "./unstarted.ts";
import { checkJobId } from "./submission-id.ts";
import { submitJob } from "./submit.ts";
import { submitBody } from "./submit-body.ts";
import { makeRayTailBackend } from "./tail-backend.ts";
import type { RayJob, RayOptions } from "./types.ts";
import { getVersion } from "./cluster/version.ts";
import { deleteJob, getJob, listJobs, stopJob } from "./jobs.ts";

const isBusy = (error: JobwireError): boolean => error._tag === "RateLimited";

/**
 * The operations of one Ray cluster over one runtime. Closing the scope ends the polls that its waits share. Fails with
 * `InvalidRequest` (reason `local`) when the options cannot work; nothing is sent before an operation is run.
 */
export const makeRay = (adapter: Adapter, options: RayOptions): Effect.Effect<RayEffects, JobwireError, Scope.Scope> =>
  Effect.gen(function* () {
    const { api, retryForMs, pollIntervalMs, defaultTotalMs } = yield* checked(() => {
      const http = makeHttp(adapter, {
        ...options,
        baseUrl: parseRayAddress(options.address),
        describe: describeRay,
        notHttp: rayPorts,
        guard: browserGuard(adapter, options.browserProxy),
      });
      return {
        api: makeRayApi(http),
        retryForMs: positiveMs("retryForMs", options.retryForMs) ?? 300_000,
        pollIntervalMs: intervalMs("pollIntervalMs", options.pollIntervalMs) ?? 2_000,
        defaultTotalMs: positiveMs("totalMs", options.timeouts?.totalMs),
      };
    });
    const { address } = api;
    const budget = new RetryBudget();
    const waits = yield* rayWaits(api, { budget, pollIntervalMs, retryForMs });
    const calls = makeCalls({ system: "ray", address, budget, totalMs: defaultTotalMs, redactor: api.http.redactor });
    const { span, ownTotal, totalOf, limited, read, write } = calls;

    /** The state API answers 429 at once while its 100 slots are taken: one comes free when somebody is done. */
    const { searchJobs, ...state } = stateEffects(api, (name, effect, own) => {
      const slot = retrying({ budget, forMs: retryForMs, passing: isBusy });
      const sent = Effect.flatMap(checked(effect), (asked) => asked);
      return write(name, slot(sent), own, (error) => isTransient(error) && !isBusy(error));
    });

    const callById = <A>(
      name: string,
      id: string,
      effect: (id: string) => Effect.Effect<A, JobwireError>,
      own: EffectCallOptions | undefined,
    ): Effect.Effect<A, JobwireError> =>
      read(
        name,
        Effect.flatMap(
          checked(() => checkJobId(id)),
          effect,
        ),
        own,
        id,
      );

    const wait = (id: string, own: EffectWaitOptions | undefined): Effect.Effect<RayJob, JobwireError> =>
      Effect.flatMap(
        checked(() => checkJobId(id)),
        () => waitForJob(waits, id, own),
      ).pipe(limited(`wait for ${id}`, ownTotal(own)));

    const effects: RayEffects = {
      address,
      redact: api.http.redactor.text,
      version: (own) => read("version", getVersion(api), own),
      health: (own) => read("health", checkHealth(api), own),
      ...state,
      serve: serveEffects(api, calls, { budget, pollIntervalMs, retryForMs }),
      packages: packageEffects(api, calls, budget),
      clusterStatus: (own) => read("clusterStatus", clusterStatus(api), own),
      activities: (own) => read("activities", componentActivities(api), own),
      diagnose: (own) => diagnose(api).pipe(limited("diagnosis", totalOf(own)), span("diagnose")),
      jobs: {
        submit: (request, own) =>
          Effect.gen(function* () {
            const body = yield* checked(() => submitBody(request));
            return yield* submitJob(api, budget, body, { totalMs: yield* totalOf(own), onRetry: own?.onRetry });
          }).pipe(span("jobs.submit")),
        list: (own) => read("jobs.list", listJobs(api), own),
        search: searchJobs,
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
                  redactor: api.http.redactor,
                }),
            ),
          ).pipe(
            Stream.mapError(api.http.redactor.error),
            Stream.withSpan("jobwire.ray.jobs.tailLogs", {
              kind: "client",
              attributes: { "server.address": address, "jobwire.job.id": id },
            }),
          ),
        stop: (id, own) =>
          Effect.gen(function* () {
            const it = yield* checked(() => {
              // A wait that cannot work is known before anything is stopped.
              checkWaitOptions(own ?? {});
              booleanOption("wait", own?.wait);
              return checkJobId(id);
            });
            const asked = retrying({ budget, attempts: 3 })(stopJob(api, it));
            const answer = yield* limited(`stop of ${id}`, totalOf(own))(asked);
            if (own?.wait === true) {
              if (!answer.stopped) yield* retrying({ budget, attempts: 3 })(checkStartable(api, it));
              yield* waitForJob(waits, it, own);
            }
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
            checked(() => checkIds(ids, checkJobId)),
            (all) => waitForJobs(waits, all, own),
          ).pipe(limited("wait", ownTotal(own)), span("jobs.wait")),
        result: (id, own) =>
          span("jobs.result", id)(Effect.flatMap(wait(id, own), (job) => resultOf(address, id, job))),
        idOf: (idOrJson) => checked(() => idOfHandle(idOrJson)),
      },
    };
    return redactedSurface(effects, api.http.redactor);
  });
