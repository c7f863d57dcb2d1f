import * as Effect from "effect/Effect";
import type * as Scope from "effect/Scope";
import * as Stream from "effect/Stream";
import type { Adapter } from "../adapter.ts";
import type { JobwireError } from "../errors.ts";
import { makeHttp } from "../http/make-http.ts";
import { redactedSurface } from "../redaction/redacted-surface.ts";
import { retrying } from "../retry/retrying.ts";
import { checked } from "../surface/checked.ts";
import { loadedCode } from "../loaded-code.ts";
import { loadedSurface } from "../surface/loaded-surface.ts";
import { makeJobClient } from "../surface/job-client.ts";
import { type JobSurface, makeJobSurface } from "../surface/make-job-surface.ts";
import { parseRayAddress } from "./address.ts";
import { makeRayApi } from "./api.ts";
import { browserGuard } from "./browser-guard.ts";
import clusterAt, { type RayClusterCalls } from "./cluster/cluster-calls.ts";
import { checkHealth } from "./cluster/health.ts";
import { getVersion } from "./cluster/version.ts";
import type { RayEffects } from "./effects.ts";
import { describeRay, refusesToken } from "./errors.ts";
import { rayJobBackend } from "./job-backend.ts";
import { packagesAt, type RaySearchCalls, searchAt, serveAt } from "./options-at.ts";
import type { RayPackages } from "./packages/types.ts";
import { rayPorts } from "./ports.ts";
import type { RayServe } from "./serve/types.ts";
import type { RayJobTypes, RayOptions } from "./types.ts";

/** The operations of one Ray cluster, and its jobs, from which the promise surface is made. */
export interface RayClient {
  readonly effects: RayEffects;
  readonly jobs: JobSurface<RayJobTypes>;
}

/** As {@link makeRay}. */
export const makeRayClient = (
  adapter: Adapter,
  options: RayOptions,
): Effect.Effect<RayClient, JobwireError, Scope.Scope> =>
  Effect.gen(function* () {
    const { api, client } = yield* checked(() => {
      const http = makeHttp(adapter, {
        ...options,
        baseUrl: parseRayAddress(options.address),
        describe: describeRay,
        isTokenRefusal: refusesToken,
        notHttp: rayPorts,
        guard: browserGuard(adapter, options.browserProxy),
      });
      const made = makeRayApi(http);
      const { redactor } = http;
      const { idleMs } = http.times;
      return { api: made, client: makeJobClient(options, { system: "ray", address: made.address, redactor, idleMs }) };
    });
    const { address } = api;
    const { budget, calls, retryForMs, redactor } = client;
    const { read, write } = calls;
    const jobs = yield* makeJobSurface(rayJobBackend(api, budget), client);

    const { searchJobs, ...state } = loadedSurface<RaySearchCalls>(searchAt, async () => {
      const { stateEffects } = await import("./state/state-effects.ts");
      // The state API responds 429 at once while its 100 slots are taken; a slot is free again when a request ends.
      return stateEffects(api, (name, effect, own) => {
        const slot = retrying({ budget, forMs: retryForMs, policy: "busy" });
        const sent = Effect.flatMap(checked(effect), (asked) => asked);
        return write(name, slot(sent), own, "transient-but-busy");
      });
    });
    const ofWorkers = loadedCode(() => import("./worker-logs/tail-worker-logs.ts"));
    const ofOwners = loadedCode(async () => {
      const { workerLogTails } = await import("./worker-logs/worker-log-tails.ts");
      return workerLogTails(api, client);
    });
    const effects: RayEffects = {
      address,
      redact: redactor.text,
      version: (own) => read("version", getVersion(api), own),
      health: (own) => read("health", checkHealth(api), own),
      ...state,
      tasks: {
        ...state.tasks,
        tailLogs: (id, options) => Stream.unwrap(Effect.map(ofOwners, ({ tasks }) => tasks.tailLogs(id, options))),
      },
      actors: {
        ...state.actors,
        tailLogs: (id, options) => Stream.unwrap(Effect.map(ofOwners, ({ actors }) => actors.tailLogs(id, options))),
      },
      serve: loadedSurface<RayServe>(serveAt, async () => {
        const { serveEffects } = await import("./serve/serve-effects.ts");
        return serveEffects(api, calls, client);
      }),
      packages: loadedSurface<RayPackages>(packagesAt, async () => {
        const { packageEffects } = await import("./packages/package-effects.ts");
        return packageEffects(api, calls, budget);
      }),
      ...loadedSurface<RayClusterCalls>(clusterAt, async () => {
        const { clusterEffects } = await import("./cluster/cluster-effects.ts");
        return clusterEffects(api, calls);
      }),
      jobs: {
        ...jobs.effects,
        search: searchJobs,
        tailWorkerLogs: (id, options) =>
          Stream.unwrap(
            Effect.map(ofWorkers, ({ tailWorkerLogs }) => tailWorkerLogs(api, client, jobs.effects, id, options)),
          ),
      },
    };
    return { effects: redactedSurface(effects, redactor), jobs };
  });

/**
 * The operations of one Ray cluster over one runtime. Closing the scope ends the polls that its waits share. Fails with
 * `InvalidRequest` (reason `local`) when the options cannot work; nothing is sent before an operation is run.
 *
 * @example
 * ```ts
 * import { makeRay } from "@jobwire/core/effect";
 * import { nodeAdapter } from "@jobwire/node";
 * import { Effect } from "effect";
 *
 * const version = Effect.gen(function* () {
 *   const cluster = yield* makeRay(nodeAdapter, { address: "http://127.0.0.1:8265" });
 *   return yield* cluster.version();
 * });
 * console.log(await Effect.runPromise(Effect.scoped(version)));
 * ```
 */
export const makeRay = (adapter: Adapter, options: RayOptions): Effect.Effect<RayEffects, JobwireError, Scope.Scope> =>
  Effect.map(makeRayClient(adapter, options), ({ effects }) => effects);
