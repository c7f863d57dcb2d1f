import type { AgentRecord, CallOptions, RayActor, RayNode, RayTask, ServeApplication } from "@jobwire/core";
import { checkNames, type NamesOf, withCallSite } from "@jobwire/core/adapter-parts";
import {
  type Adapter,
  checked,
  type JobBackend,
  type JobClient,
  type JobTypes,
  makeHttp,
  makeJobClient,
  makeJobSurface,
  makeRunner,
  type JobSurface,
  promiseJobs,
  RetryBudget,
  type Runner,
  withCallSites,
} from "@jobwire/core/backend";
import { callNames } from "@jobwire/core/gateway-client/internal";
import * as Effect from "effect/Effect";
import * as Exit from "effect/Exit";
import * as Scope from "effect/Scope";
import { agentBackend } from "./agent-backend.ts";
import { makeGatewayApi, type SystemApi, systemApi } from "./api.ts";
import { type GatewayClientOptions, gatewayClientNames } from "./client-options.ts";
import { decodeSystems } from "./decode.ts";
import { describeProblem } from "./problem.ts";
import { rayBackend } from "./ray-backend.ts";
import { reasonerBackend } from "./reasoner-backend.ts";
import { reasonerJobs } from "./reasoner-jobs.ts";
import { listRows, type Table } from "./rows.ts";
import type {
  GatewayAgent,
  GatewayClient,
  GatewayRay,
  GatewayReasoner,
  GatewayRowOptions,
  GatewayRows,
} from "./types.ts";

const rowNames: NamesOf<GatewayRowOptions> = { ...callNames, limit: 1, jobId: 1 };

/** The client of one system while it is made. */
interface Parts<Types extends JobTypes> {
  readonly api: SystemApi;
  readonly client: JobClient;
  readonly surface: JobSurface<Types>;
  readonly runner: Runner;
  readonly rows: <Row>(table: Table) => (options?: GatewayRowOptions) => Promise<GatewayRows<Row>>;
  readonly members: Pick<GatewayRay, "address" | "redact" | "close" | typeof Symbol.asyncDispose>;
}

const makeClient = (adapter: Adapter, options: GatewayClientOptions): GatewayClient => {
  checkNames("gateway()", options, { ...gatewayClientNames, ...adapter.optionNames });
  const { address: baseUrl, token, headers, allowInsecureToken, timeouts } = options;
  const http = makeHttp(adapter, {
    baseUrl,
    token,
    headers,
    allowInsecureToken,
    timeouts,
    describe: describeProblem,
  });
  const { redactor } = http;
  const api = makeGatewayApi(http);
  const { address } = api;
  const budget = new RetryBudget();
  const open = new Set<Runner>();
  const clientOf = (system: string, pollIntervalMs = 2_000): JobClient =>
    makeJobClient(options, { system, address, redactor, idleMs: http.times.idleMs, budget, pollIntervalMs });

  const parts = <Types extends JobTypes>(
    name: string,
    make: (system: SystemApi) => JobBackend<Types>,
    pollIntervalMs?: number,
  ): Parts<Types> => {
    const system = systemApi(api, name);
    const backend = make(system);
    const client = clientOf(backend.system, pollIntervalMs);
    const scope = Scope.makeUnsafe();
    const surface = Effect.runSync(makeJobSurface(backend, client).pipe(Scope.provide(scope)));
    const runner = makeRunner(Scope.close(scope, Exit.void), redactor.text);
    open.add(runner);
    const close = async (): Promise<void> => {
      open.delete(runner);
      await runner.close();
    };
    return {
      api: system,
      client,
      surface,
      runner,
      rows:
        <Row>(table: Table) =>
        (own?: GatewayRowOptions) =>
          runner.run(
            Effect.andThen(
              checked(() => checkNames(`${table}.list()`, own, rowNames)),
              client.calls.read(`${table}.list`, listRows<Row>(system, table, own), own),
            ),
            own?.signal,
          ),
      members: { address, redact: redactor.text, close, [Symbol.asyncDispose]: close },
    };
  };
  const onlyRows =
    <Row>(list: (options?: GatewayRowOptions) => Promise<GatewayRows<Row>>) =>
    async (own?: GatewayRowOptions): Promise<ReadonlyArray<Row>> =>
      (await list(own)).rows;

  const main = clientOf("gateway");
  const runner = makeRunner(Effect.void, redactor.text);
  const close = async (): Promise<void> => {
    const runners = [runner, ...open];
    open.clear();
    await Promise.all(runners.map((one) => one.close()));
  };
  const client: GatewayClient = {
    address,
    redact: redactor.text,
    systems: (own?: CallOptions) => {
      const label = `systems of ${address}`;
      const sent = api.call(label, (client, init) => client.GET("/v1/systems", { ...init }));
      const read = Effect.flatMap(sent, ({ text }) => Effect.map(decodeSystems(label, text), ({ systems }) => systems));
      const checkedRead = Effect.andThen(
        checked(() => checkNames("systems()", own, callNames)),
        main.calls.read("systems", read, own),
      );
      return runner.run(checkedRead, own?.signal);
    },
    ray: (name): GatewayRay => {
      const { surface, runner: own, rows, members } = parts(name, (one) => rayBackend(one, budget, timeouts));
      return withCallSites<GatewayRay>(
        {
          ...members,
          kind: "ray",
          jobs: promiseJobs(surface, own),
          nodes: { list: rows<RayNode>("nodes") },
          tasks: { list: rows<RayTask>("tasks") },
          actors: { list: rows<RayActor>("actors") },
          serve: { list: onlyRows(rows<ServeApplication>("serve")) },
        },
        own,
      );
    },
    agent: (name): GatewayAgent => {
      const { surface, runner: own, rows, members } = parts(name, (one) => agentBackend(one, timeouts));
      const { submit: _submit, delete: _delete, ...jobs } = promiseJobs(surface, own);
      return withCallSites<GatewayAgent>(
        {
          ...members,
          kind: "agent",
          jobs,
          nodes: { list: onlyRows(rows<AgentRecord>("nodes")) },
          tasks: { list: onlyRows(rows<AgentRecord>("tasks")) },
          serve: { list: onlyRows(rows<AgentRecord>("serve")) },
        },
        own,
      );
    },
    reasoner: (name): GatewayReasoner => {
      const made = parts(name, reasonerBackend, 500);
      return withCallSites<GatewayReasoner>(
        { ...made.members, kind: "reasoner", jobs: reasonerJobs(made, timeouts) },
        made.runner,
      );
    },
    close,
    [Symbol.asyncDispose]: close,
  };
  return withCallSites(client, runner);
};

/**
 * A client of a gateway over the given runtime, as promises and async iterables. Nothing is sent yet. Throws `InvalidRequest` (reason
 * `local`) when the options cannot work, such as a token over plain http to another host.
 */
export const createGatewayClient = (adapter: Adapter, options: GatewayClientOptions): GatewayClient =>
  withCallSite(createGatewayClient, () => makeClient(adapter, options));
