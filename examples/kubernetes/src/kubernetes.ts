import { Effect, Exit, Schema, Scope } from "effect";
import {
  type Adapter,
  askJson,
  checked,
  decodeJson,
  describeStatus,
  type Http,
  type JobClientOptions,
  type JobOutcome,
  type Jobs,
  liveTextLog,
  listPolls,
  makeHttp,
  makeJobClient,
  makeJobSurface,
  makeRunner,
  type PlainJobBackend,
  type PlainJobTypes,
  plainTextLog,
  promiseJobs,
  refusedDetails,
  type RetryBudget,
  submitOnce,
  type TailBackend,
} from "@jobwire/core/backend";
import { Conflict, InvalidRequest, type JobwireError, NotFound, NotReady } from "@jobwire/core";

/** One Job of a namespace. */
export interface KubernetesJob {
  readonly name: string;
  readonly status: "Pending" | "Running" | "Complete" | "Failed" | "Suspended";
  readonly message: string | null;
}

/** What a submit takes. */
export interface KubernetesRequest {
  /** The Job's name, made by the caller, so that a submit without a clear response can be looked up. */
  readonly name: string;
  readonly image: string;
  readonly command: ReadonlyArray<string>;
}

/** How to reach a namespace. */
export interface KubernetesOptions extends JobClientOptions {
  readonly address: string;
  readonly token?: string | undefined;
  /** Default `default`. */
  readonly namespace?: string | undefined;
}

const Condition = Schema.Struct({
  type: Schema.String,
  status: Schema.String,
  message: Schema.optionalKey(Schema.String),
});
const WireJob = Schema.Struct({
  metadata: Schema.Struct({ name: Schema.String }),
  status: Schema.optionalKey(
    Schema.Struct({
      active: Schema.optionalKey(Schema.Number),
      conditions: Schema.optionalKey(Schema.Array(Condition)),
    }),
  ),
});
const Pods = Schema.Struct({
  items: Schema.Array(Schema.Struct({ metadata: Schema.Struct({ name: Schema.String }) })),
});
const decodeWireJob = decodeJson(WireJob);
const decodeWireJobs = decodeJson(Schema.Struct({ items: Schema.Array(WireJob) }));
const decodePods = decodeJson(Pods);
const decodeAnything = decodeJson(Schema.Unknown);

const ends = ["Complete", "Failed", "Suspended"] as const;

const jobOf = ({ metadata, status }: typeof WireJob.Type): KubernetesJob => {
  for (const end of ends) {
    const condition = status?.conditions?.find(({ type, status: holds }) => type === end && holds === "True");
    if (condition !== undefined) return { name: metadata.name, status: end, message: condition.message ?? null };
  }
  return { name: metadata.name, status: (status?.active ?? 0) > 0 ? "Running" : "Pending", message: null };
};

const outcomeOf = ({ status, message }: KubernetesJob): JobOutcome | undefined => {
  if (status === "Complete") return { type: "succeeded" };
  if (status === "Suspended") return { type: "stopped" };
  return status === "Failed" ? { type: "failed", why: message ?? "" } : undefined;
};

/** A DNS label, which is what Kubernetes takes for a name. */
const checkName = (name: unknown): string => {
  if (typeof name === "string" && /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/.test(name)) return name;
  throw new InvalidRequest({
    message: `${JSON.stringify(name)} cannot be a Job's id: use 1 to 63 lower-case letters, digits and hyphens`,
    reason: "local",
  });
};

/** The jobs of one namespace: everything that Jobwire must know of Kubernetes. */
export const kubernetesBackend = (
  http: Http,
  namespace: string,
  budget: RetryBudget,
): PlainJobBackend<KubernetesJob, KubernetesRequest> => {
  const within = encodeURIComponent(namespace);
  const jobs = `/apis/batch/v1/namespaces/${within}/jobs`;
  const pods = `/api/v1/namespaces/${within}/pods`;
  const labelOf = (name: string): string => `job ${name} at ${http.baseUrl}`;
  const get = (name: string): Effect.Effect<KubernetesJob, JobwireError> =>
    Effect.map(askJson(http, labelOf(name), { method: "GET", path: `${jobs}/${name}` }, decodeWireJob), jobOf);
  const list = Effect.map(askJson(http, "jobs", { method: "GET", path: jobs }, decodeWireJobs), ({ items }) =>
    items.map(jobOf),
  );
  /** The path of the log of the job's pod; a Job without retries has one. */
  const logPath = (name: string): Effect.Effect<string, JobwireError> =>
    askJson(
      http,
      `pods of ${labelOf(name)}`,
      { method: "GET", path: `${pods}?labelSelector=job-name%3D${name}` },
      decodePods,
    ).pipe(
      Effect.flatMap(({ items: [pod] }) =>
        pod === undefined
          ? Effect.fail(new NotReady({ message: `${labelOf(name)} has no pod yet`, reason: "no-node" }))
          : Effect.succeed(`${pods}/${pod.metadata.name}/log`),
      ),
    );
  const tail = (name: string): TailBackend => ({
    label: labelOf(name),
    job: Effect.map(get(name), (job) => ({
      status: job.status,
      terminal: outcomeOf(job) !== undefined,
      message: job.message,
      job,
    })),
    stream: Effect.flatMap(logPath(name), (path) => liveTextLog(http, `${path}?follow=true`)),
    // Kubernetes sends the log from its first byte.
    replay: "always",
    plain: Effect.flatMap(logPath(name), (path) => plainTextLog(http, path)),
    refuses: (error) => error._tag === "Unauthorized" || error._tag === "Forbidden",
  });
  return {
    system: "kubernetes",
    noun: "a Kubernetes Job",
    address: http.baseUrl,
    ids: { kind: "example/kubernetes-job", check: checkName },
    get,
    list: () => list,
    polls: { sources: { jobs: listPolls(get, list, ({ name }) => [name]) } },
    statusOf: ({ status }) => status,
    outcomeOf,
    waits: { goneBecause: "it was deleted, or its ttlSecondsAfterFinished is over" },
    submit: ({ name, image, command }, options) =>
      Effect.gen(function* () {
        const id = yield* checked(() => checkName(name));
        const container = { name: "main", image, command };
        const template = { spec: { restartPolicy: "Never", containers: [container] } };
        const body = {
          apiVersion: "batch/v1",
          kind: "Job",
          metadata: { name: id },
          spec: { backoffLimit: 0, template },
        };
        const send = askJson(http, `submit of ${id}`, { method: "POST", path: jobs, body }, decodeAnything);
        yield* submitOnce({ label: `submit of ${id} at ${http.baseUrl}`, budget, send, find: get(id), ...options });
        return id;
      }),
    stop: {
      send: (name) =>
        Effect.asVoid(
          askJson(
            http,
            `stop of ${labelOf(name)}`,
            {
              method: "PATCH",
              path: `${jobs}/${name}`,
              body: { spec: { suspend: true } },
              contentType: "application/merge-patch+json",
            },
            decodeAnything,
          ),
        ),
    },
    delete: (name) => {
      const path = `${jobs}/${name}?propagationPolicy=Background`;
      return Effect.asVoid(askJson(http, `delete of ${labelOf(name)}`, { method: "DELETE", path }, decodeAnything));
    },
    tail: (name) => ({ backend: tail(name) }),
  };
};

/** The jobs of one namespace as promises; `close` ends what is under way. */
export interface KubernetesJobs extends Jobs<PlainJobTypes<KubernetesJob, KubernetesRequest>> {
  readonly close: () => Promise<void>;
}

/** Makes the client of a namespace. */
export const kubernetes = (adapter: Adapter, options: KubernetesOptions): KubernetesJobs => {
  const http = makeHttp(adapter, {
    baseUrl: options.address,
    token: options.token,
    describe: (answer) => {
      if (answer.status === 409) return new Conflict(refusedDetails(answer)("a Job of this name exists", "exists"));
      if (answer.status === 404) return new NotFound(refusedDetails(answer)("not found", "unknown-job"));
      return describeStatus(answer, answer.text);
    },
  });
  const { redactor, times, baseUrl: address } = http;
  const client = makeJobClient(options, { system: "kubernetes", address, redactor, idleMs: times.idleMs });
  const scope = Scope.makeUnsafe();
  const backend = kubernetesBackend(http, options.namespace ?? "default", client.budget);
  const surface = Effect.runSync(makeJobSurface(backend, client).pipe(Scope.provide(scope)));
  const runner = makeRunner(Scope.close(scope, Exit.void), redactor.text);
  return { ...promiseJobs(surface, runner), close: runner.close };
};
