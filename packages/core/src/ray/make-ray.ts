import * as Effect from "effect/Effect";
import type * as Scope from "effect/Scope";
import type { Adapter } from "../adapter.ts";
import type { JobwireError } from "../errors.ts";
import { makeHttp } from "../http/make-http.ts";
import { redactedSurface } from "../redaction/redacted-surface.ts";
import { retrying } from "../retry/retrying.ts";
import { checked } from "../surface/checked.ts";
import { makeJobClient } from "../surface/job-client.ts";
import { type JobSurface, makeJobSurface } from "../surface/make-job-surface.ts";
import { parseRayAddress } from "./address.ts";
import { makeRayApi } from "./api.ts";
import { browserGuard } from "./browser-guard.ts";
import clusterCalls from "./cluster/cluster-calls.ts";
import { checkHealth } from "./cluster/health.ts";
import { getVersion } from "./cluster/version.ts";
import type { RayEffects } from "./effects.ts";
import { describeRay, refusesToken } from "./errors.ts";
import { rayJobBackend } from "./job-backend.ts";
import { packageEffects } from "./packages/package-effects.ts";
import { rayPorts } from "./ports.ts";
import { serveEffects } from "./serve/serve-effects.ts";
import { stateEffects } from "./state/state-effects.ts";
import type { RayJobTypes, RayOptions } from "./types.ts";
import { tailWorkerLogs } from "./worker-logs/tail-worker-logs.ts";
import { workerLogTails } from "./worker-logs/worker-log-tails.ts";

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

    /** The state API responds 429 at once while its 100 slots are taken; a slot is free again when a request ends. */
    const { searchJobs, ...state } = stateEffects(api, (name, effect, own) => {
      const slot = retrying({ budget, forMs: retryForMs, policy: "busy" });
      const sent = Effect.flatMap(checked(effect), (asked) => asked);
      return write(name, slot(sent), own, "transient-but-busy");
    });

    const tails = workerLogTails(api, client);
    const effects: RayEffects = {
      address,
      redact: redactor.text,
      version: (own) => read("version", getVersion(api), own),
      health: (own) => read("health", checkHealth(api), own),
      ...state,
      tasks: { ...state.tasks, ...tails.tasks },
      actors: { ...state.actors, ...tails.actors },
      serve: serveEffects(api, calls, client),
      packages: packageEffects(api, calls, budget),
      ...clusterCalls.effects(api, calls),
      jobs: {
        ...jobs.effects,
        search: searchJobs,
        tailWorkerLogs: (id, options) => tailWorkerLogs(api, client, jobs.effects, id, options),
      },
    };
    return { effects: redactedSurface(effects, redactor), jobs };
  });

/**
 * The operations of one Ray cluster over one runtime. Closing the scope ends the polls that its waits share. Fails with
 * `InvalidRequest` (reason `local`) when the options cannot work; nothing is sent before an operation is run.
 */
export const makeRay = (adapter: Adapter, options: RayOptions): Effect.Effect<RayEffects, JobwireError, Scope.Scope> =>
  Effect.map(makeRayClient(adapter, options), ({ effects }) => effects);
