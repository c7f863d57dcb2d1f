import { Effect, type Scope, Stream } from "effect";
import type { Adapter } from "../adapter.ts";
import { neverSent } from "../http/never-sent.ts";
import { makeCalls } from "../surface/calls.ts";
import { booleanOption, checked, checkIds, checkWaitOptions, intervalMs, positiveMs } from "../surface/checked.ts";
import type { JobwireError } from "../errors.ts";
import { RetryBudget } from "../retry/retry-budget.ts";
import { waitForJob, waitForJobs } from "../poll/wait-for-job.ts";
import { redactedSurface } from "../redaction/redacted-surface.ts";
import {
  type CollectionRequests,
  deleteServeApplication,
  nodeRequests,
  serveRequests,
  taskRequests,
} from "./collections.ts";
import { withDocumentedStatus } from "./documented-status.ts";
import type { AgentEffects } from "./effects.ts";
import { mayReadAgain } from "./errors.ts";
import { idOfAgentHandle } from "./handle-json.ts";
import { openAgentApi } from "./open-api.ts";
import { getAgentJob, listAgentJobs, stopAgentJob } from "./jobs.ts";
import { checkAgentJobId, checkName } from "./names.ts";
import { getAgentLogs } from "./plain-log.ts";
import {
  createPluginRelease,
  deletePluginRelease,
  getPluginRelease,
  listPluginReleases,
  runPlugin,
  runPluginDebug,
} from "./plugins.ts";
import { policyPatch } from "./policy.ts";
import {
  checkFeasibility,
  getAgentHealth,
  getClusterResources,
  getGpuStatus,
  getPolicy,
  updatePolicy,
} from "./resources.ts";
import { resultOfAgentJob } from "./result.ts";
import { agentTail } from "./tail-logs.ts";
import type { AgentOptions } from "./types.ts";
import { agentWaits } from "./waits.ts";

/** A write that reached the agent is not sent again, whatever became of it. */
const neverArrived = (error: JobwireError): boolean =>
  error._tag === "ConnectionFailed" && neverSent(error.reason) && mayReadAgain(error);

/**
 * The operations of one Synapse Agent over one runtime. Closing the scope ends the polls that its waits share. Fails with
 * `InvalidRequest` (reason `local`, 400) when the options cannot work; nothing is sent before an operation is run.
 */
export const makeAgent = (
  adapter: Adapter,
  options: AgentOptions,
): Effect.Effect<AgentEffects, JobwireError, Scope.Scope> =>
  Effect.gen(function* () {
    const { api, retryForMs, pollIntervalMs, totalMs } = yield* checked(() => ({
      api: openAgentApi(adapter, options),
      retryForMs: positiveMs("retryForMs", options.retryForMs) ?? 300_000,
      pollIntervalMs: intervalMs("pollIntervalMs", options.pollIntervalMs) ?? 2_000,
      totalMs: positiveMs("totalMs", options.timeouts?.totalMs),
    }));
    const { address } = api;
    const { redactor } = api.http;
    const budget = new RetryBudget();
    const waits = yield* agentWaits(api, { budget, pollIntervalMs, retryForMs });
    const calls = makeCalls({ system: "agent", address, budget, totalMs, passing: mayReadAgain, redactor });
    const { span, ownTotal, limited } = calls;

    const told = <A>(effect: Effect.Effect<A, JobwireError>): Effect.Effect<A, JobwireError> =>
      Effect.mapError(effect, withDocumentedStatus);
    const read: typeof calls.read = (...call) => told(calls.read(...call));
    const write = <A>(
      name: string,
      effect: Effect.Effect<A, JobwireError>,
      own: Parameters<typeof read>[2],
    ): Effect.Effect<A, JobwireError> => told(calls.write(name, effect, own, neverArrived));
    const withJob = <A>(
      id: string,
      use: (id: string) => Effect.Effect<A, JobwireError>,
    ): Effect.Effect<A, JobwireError> =>
      Effect.flatMap(
        checked(() => checkAgentJobId(id)),
        use,
      );
    const named = <A>(
      what: string,
      name: string,
      use: (name: string) => Effect.Effect<A, JobwireError>,
    ): Effect.Effect<A, JobwireError> =>
      Effect.flatMap(
        checked(() => checkName(what, name)),
        use,
      );

    const collection = (prefix: string, { one, list, get }: CollectionRequests): AgentEffects["nodes"] => ({
      list: (own) => read(`${prefix}.list`, list, own),
      get: (name, own) => read(`${prefix}.get`, named(`a ${one}`, name, get), own),
    });
    const release = "a plugin release";
    const wait: AgentEffects["jobs"]["wait"] = (id, own) =>
      withJob(id, () => waitForJob(waits, id, own)).pipe(limited(`wait for ${id}`, ownTotal(own)), told);

    const effects: AgentEffects = {
      baseUrl: address,
      redact: redactor.text,
      health: (own) => read("health", getAgentHealth(api), own),
      gpuStatus: (own) => read("gpuStatus", getGpuStatus(api), own),
      nodes: collection("nodes", nodeRequests(api)),
      tasks: collection("tasks", taskRequests(api)),
      serve: {
        ...collection("serve", serveRequests(api)),
        delete: (name, own) =>
          write(
            "serve.delete",
            named("a serve application", name, (it) => deleteServeApplication(api, it)),
            own,
          ),
      },
      resources: {
        cluster: (own) => read("resources.cluster", getClusterResources(api, own?.useCache ?? true), own),
        checkFeasibility: (request, own) => write("resources.checkFeasibility", checkFeasibility(api, request), own),
        getPolicy: (own) => read("resources.getPolicy", getPolicy(api), own),
        updatePolicy: (changes, own) =>
          write(
            "resources.updatePolicy",
            Effect.flatMap(
              checked(() => policyPatch(changes)),
              (patch) => updatePolicy(api, patch),
            ),
            own,
          ),
      },
      plugins: {
        releases: {
          list: (own) => read("plugins.releases.list", listPluginReleases(api), own),
          get: (lookup, own) =>
            read(
              "plugins.releases.get",
              named(release, lookup, (it) => getPluginRelease(api, it)),
              own,
            ),
          create: (made, own) => write("plugins.releases.create", createPluginRelease(api, made), own),
          delete: (lookup, own) =>
            write(
              "plugins.releases.delete",
              named(release, lookup, (it) => deletePluginRelease(api, it)),
              own,
            ),
        },
        run: (lookup, run, own) =>
          write(
            "plugins.run",
            named(release, lookup, (it) => runPlugin(api, it, run)),
            own,
          ),
        runDebug: (run, own) => write("plugins.runDebug", runPluginDebug(api, run), own),
      },
      jobs: {
        list: (own) => read("jobs.list", listAgentJobs(api), own),
        get: (id, own) =>
          read(
            "jobs.get",
            withJob(id, (it) => getAgentJob(api, it)),
            own,
            id,
          ),
        getLogs: (id, own) =>
          read(
            "jobs.getLogs",
            withJob(id, (it) => getAgentLogs(api, it)),
            own,
            id,
          ),
        stop: (id, own) =>
          Effect.gen(function* () {
            const it = yield* checked(() => {
              // A wait that cannot work is known before anything is stopped.
              checkWaitOptions(own ?? {});
              booleanOption("wait", own?.wait);
              return checkAgentJobId(id);
            });
            const answer = yield* calls.write(
              "jobs.stop",
              stopAgentJob(api, it),
              { totalMs: own?.totalMs },
              neverArrived,
              id,
            );
            if (own?.wait === true) yield* waitForJob(waits, it, own);
            return answer;
          }).pipe(limited(`stop of ${id}`, ownTotal(own)), told),
        tailLogs: (id, own = {}) =>
          agentTail({ adapter, options, api, budget, retryForMs, pollIntervalMs }, id, own).pipe(
            Stream.mapError((error) => redactor.error(withDocumentedStatus(error))),
            Stream.withSpan("jobwire.agent.jobs.tailLogs", {
              kind: "client",
              attributes: { "server.address": address, "jobwire.job.id": id },
            }),
          ),
        wait: (id, own) => span("jobs.wait", id)(wait(id, own)),
        waitAll: (ids, own) =>
          Effect.flatMap(
            checked(() => checkIds(ids, checkAgentJobId)),
            (all) => waitForJobs(waits, all, own),
          ).pipe(limited("wait", ownTotal(own)), told, span("jobs.wait")),
        result: (id, own) =>
          span("jobs.result", id)(Effect.flatMap(wait(id, own), (job) => resultOfAgentJob(address, job))),
        idOf: (idOrJson) => checked(() => idOfAgentHandle(idOrJson)),
      },
    };
    return redactedSurface(effects, redactor);
  }).pipe(Effect.mapError(withDocumentedStatus));
