import * as Effect from "effect/Effect";
import type * as Scope from "effect/Scope";
import type { Adapter } from "../adapter.ts";
import type { JobwireError } from "../errors.ts";
import { redactedSurface } from "../redaction/redacted-surface.ts";
import { checked } from "../surface/checked.ts";
import { makeJobClient } from "../surface/job-client.ts";
import { type JobSurface, makeJobSurface } from "../surface/make-job-surface.ts";
import {
  type CollectionRequests,
  deleteServeApplication,
  nodeRequests,
  serveRequests,
  taskRequests,
} from "./collections.ts";
import { withDocumentedStatus } from "./documented-status.ts";
import type { AgentEffects } from "./effects.ts";
import { agentJobBackend } from "./job-backend.ts";
import { checkName } from "./names.ts";
import { openAgentApi } from "./open-api.ts";
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
import type { AgentJobTypes, AgentOptions } from "./types.ts";

/** The operations of one agent, and its jobs, from which the promise surface is made. */
export interface AgentParts {
  readonly effects: AgentEffects;
  readonly jobs: JobSurface<AgentJobTypes>;
}

/** As {@link makeAgent}. */
export const makeAgentClient = (
  adapter: Adapter,
  options: AgentOptions,
): Effect.Effect<AgentParts, JobwireError, Scope.Scope> =>
  Effect.gen(function* () {
    const { api, client } = yield* checked(() => {
      const opened = openAgentApi(adapter, options);
      const { address, http } = opened;
      const redactor = {
        ...http.redactor,
        error: <E>(error: E): E => http.redactor.error(withDocumentedStatus(error)),
      };
      const { idleMs } = http.times;
      return {
        api: opened,
        client: makeJobClient(options, { system: "agent", address, redactor, idleMs, policy: "agent" }),
      };
    });
    const { address } = api;
    const { redactor } = client;
    const { read } = client.calls;
    const jobs = yield* makeJobSurface(agentJobBackend(api, adapter, options), client);

    /** A write that reached the agent is not sent again, whatever became of it. */
    const write = <A>(
      name: string,
      effect: Effect.Effect<A, JobwireError>,
      own: Parameters<typeof read>[2],
    ): Effect.Effect<A, JobwireError> => client.calls.write(name, effect, own, "not-sent");
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

    const { submit: _submit, delete: _delete, ...agentJobs } = jobs.effects;
    const effects: AgentEffects = {
      address,
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
      jobs: agentJobs,
    };
    return { effects: redactedSurface(effects, redactor), jobs };
  }).pipe(Effect.mapError(withDocumentedStatus));

/**
 * The operations of one Synapse Agent over one runtime. Closing the scope ends the polls that its waits share. Fails with
 * `InvalidRequest` (reason `local`, 400) when the options cannot work; nothing is sent before an operation is run.
 *
 * @example
 * ```ts
 * import { makeAgent } from "@jobwire/core/effect";
 * import { nodeAdapter } from "@jobwire/node";
 * import { Effect } from "effect";
 *
 * const health = Effect.gen(function* () {
 *   const synapse = yield* makeAgent(nodeAdapter, { address: "http://127.0.0.1:8099", agentToken: "secret" });
 *   return yield* synapse.health();
 * });
 * console.log(await Effect.runPromise(Effect.scoped(health)));
 * ```
 */
export const makeAgent = (
  adapter: Adapter,
  options: AgentOptions,
): Effect.Effect<AgentEffects, JobwireError, Scope.Scope> =>
  Effect.map(makeAgentClient(adapter, options), ({ effects }) => effects);
