import * as Effect from "effect/Effect";
import type * as Scope from "effect/Scope";
import * as Stream from "effect/Stream";
import { InvalidRequest, type JobwireError } from "../errors.ts";
import { ofJob } from "../errors/of-job.ts";
import { monotonicMs } from "../monotonic.ts";
import { redactedSurface } from "../redaction/redacted-surface.ts";
import { tailOptionsProblem } from "../tail/check-options.ts";
import { tailStream } from "../tail/tail.ts";
import { booleanOption, checked, checkIds, checkWaitOptions, positiveMs } from "./checked.ts";
import { handleFields, handleJson, idOfHandle, shownId } from "./handle-ids.ts";
import type { JobBackend, TailPlan } from "./job-backend.ts";
import type { JobClient } from "./job-client.ts";
import { deleteOnce } from "./delete-once.ts";
import type { JobEffects } from "./job-effects.ts";
import { resultOf } from "./job-result.ts";
import type { JobTypes } from "./job-types.ts";
import { makeJobWait } from "./job-waits.ts";
import { streamInSpan } from "./spans.ts";

/** The options, or an empty object when the caller passed none. */
const given = <Options extends object>(options: Options | undefined): Options => options ?? ({} as Options);

/** The jobs of one client. */
export interface JobSurface<Types extends JobTypes> {
  /** As Effects and Streams; every error is redacted. */
  readonly effects: JobEffects<Types>;
  /** The fields of a handle that name the job. */
  readonly handleFields: (id: Types["id"]) => object;
  /** The id in an id or in the JSON of a handle; throws `InvalidRequest` (reason `local`) for anything else. */
  readonly idOf: (idOrJson: unknown) => Types["id"];
  /** As {@link JobBackend.outcomeOf}. */
  readonly outcomeOf: JobBackend<Types>["outcomeOf"];
  /** Throws `InvalidRequest` (reason `local`) for a tail that cannot work. */
  readonly checkTail: (id: Types["id"], options: Types["tailOptions"]) => void;
  /** Waits for the result under another operation's name, without its own span. */
  readonly resultAs: (
    operation: string,
    id: Types["id"],
    options: Types["waitOptions"],
  ) => Effect.Effect<Types["job"], JobwireError>;
}

/**
 * The jobs of a system as one surface: checks before any request, retries, limits of time, spans, shared polls, tails, results and
 * handles, the same for every backend. Closing the scope ends the polls that waits share.
 *
 * @example
 * ```ts
 * import { InvalidRequest } from "@jobwire/core";
 * import {
 *   askJson,
 *   decodeJson,
 *   describeStatus,
 *   listPolls,
 *   makeHttp,
 *   makeJobClient,
 *   makeJobSurface,
 *   makeRunner,
 *   type PlainJobBackend,
 *   promiseJobs,
 * } from "@jobwire/core/backend";
 * import { nodeAdapter } from "@jobwire/node";
 * import { Effect, Exit, Schema, Scope } from "effect";
 *
 * // A system that has `GET /jobs` and `GET /jobs/ID`.
 * interface Build {
 *   readonly id: string;
 *   readonly state: string;
 * }
 * const Wire = Schema.Struct({ id: Schema.String, state: Schema.String });
 * const http = makeHttp(nodeAdapter, {
 *   baseUrl: "http://127.0.0.1:8080",
 *   describe: (response) => describeStatus(response, response.text),
 * });
 * const get = (id: string) =>
 *   askJson(http, `build ${id}`, { method: "GET", path: `/jobs/${encodeURIComponent(id)}` }, decodeJson(Wire));
 * const list = askJson(http, "builds", { method: "GET", path: "/jobs" }, decodeJson(Schema.Array(Wire)));
 * const backend: PlainJobBackend<Build> = {
 *   system: "builds",
 *   noun: "a build",
 *   address: http.baseUrl,
 *   ids: {
 *     kind: "example/build",
 *     check: (id) => {
 *       if (typeof id === "string" && id !== "") return id;
 *       throw new InvalidRequest({ message: `${JSON.stringify(id)} cannot be the id of a build`, reason: "local" });
 *     },
 *   },
 *   get,
 *   list: () => list,
 *   polls: { sources: { builds: listPolls(get, list, ({ id }) => [id]) } },
 *   statusOf: ({ state }) => state,
 *   outcomeOf: ({ state }) => (state === "passed" ? { type: "succeeded" } : undefined),
 *   waits: { goneBecause: "it was deleted" },
 * };
 *
 * const { redactor, times, baseUrl: address } = http;
 * const client = makeJobClient({}, { system: "builds", address, redactor, idleMs: times.idleMs });
 * const scope = Scope.makeUnsafe();
 * const surface = Effect.runSync(makeJobSurface(backend, client).pipe(Scope.provide(scope)));
 * const runner = makeRunner(Scope.close(scope, Exit.void), redactor.text);
 * const builds = promiseJobs(surface, runner);
 * console.log((await builds.result("build-7")).state);
 * await runner.close();
 * ```
 */
export const makeJobSurface = <Types extends JobTypes>(
  backend: JobBackend<Types>,
  client: JobClient,
): Effect.Effect<JobSurface<Types>, never, Scope.Scope> =>
  Effect.gen(function* () {
    type Id = Types["id"];
    type Job = Types["job"];
    type Seen = Types["seen"];
    const { system, noun, address, ids } = backend;
    const { calls, budget, redactor, retryForMs, retryAuthForMs, pollIntervalMs, idleMs } = client;
    const { span, timeoutOf } = calls;
    const waitForEnd = yield* makeJobWait(backend, client);

    const checkId = (id: unknown): Id => {
      if (!Array.isArray(id)) return ids.check(id);
      throw new InvalidRequest({
        message: "This call takes one job id, not a list of them. waitAll takes a list",
        reason: "local",
      });
    };
    const checkWait = (id: Id, options: Types["waitOptions"]): void => {
      checkWaitOptions(options);
      backend.checkOptions?.(id, options);
    };
    const announce = (operation: string): Effect.Effect<unknown> => backend.announce?.(operation) ?? Effect.void;
    const complete = (
      seen: Seen,
      options: Types["waitOptions"] | Types["getOptions"],
      wait?: { readonly leftMs: number },
    ): Effect.Effect<Job, JobwireError> => backend.complete?.(seen, options, wait) ?? Effect.succeed(seen);
    const missing = (what: string): Effect.Effect<never, JobwireError> =>
      Effect.fail(new InvalidRequest({ message: `${what} is not available for ${noun}`, reason: "local" }));

    /** A request about one job, with its checked id. */
    const withId = <A>(
      id: unknown,
      use: ((id: Id) => Effect.Effect<A, JobwireError>) | undefined,
      what: string,
    ): Effect.Effect<A, JobwireError> =>
      use === undefined
        ? missing(what)
        : Effect.flatMap(
            checked(() => checkId(id)),
            use,
          );

    const waitChecked = (
      operation: string,
      asked: unknown,
      options: Types["waitOptions"],
    ): Effect.Effect<{ readonly seen: Seen; readonly job: Job }, JobwireError> =>
      Effect.gen(function* () {
        const id = yield* checked(() => {
          const one = checkId(asked);
          checkWait(one, options);
          return one;
        });
        yield* announce(operation);
        const { seen, leftMs } = yield* waitForEnd(id, options);
        return { seen, job: yield* complete(seen, options, { leftMs }) };
      });

    const resultAs: JobSurface<Types>["resultAs"] = (operation, id, options) =>
      Effect.flatMap(waitChecked(operation, id, options), ({ seen, job }) =>
        resultOf({ id: shownId(id), address }, job, backend.outcomeOf(seen)),
      );

    const planOf = (asked: unknown, options: Types["tailOptions"]): TailPlan => {
      const { tail } = backend;
      if (tail === undefined) {
        throw new InvalidRequest({ message: `A log is not available for ${noun}`, reason: "local" });
      }
      const plan = tail(checkId(asked), options);
      const problem = tailOptionsProblem(plan.options ?? options);
      if (problem !== undefined) throw problem;
      return plan;
    };

    const retriesOf = (options: { readonly retryForMs?: number | undefined } | undefined) =>
      checked(() => positiveMs("retryForMs", options?.retryForMs) ?? client.submitRetryForMs);

    const effects: JobEffects<Types> = {
      submit: (request, options) =>
        (backend.submit === undefined
          ? missing("submit")
          : Effect.flatMap(Effect.all([timeoutOf(options), retriesOf(options)]), ([timeoutMs, retryForMs]) =>
              backend.submit!(request, {
                timeoutMs,
                retryForMs,
                onRetry: options?.onRetry && ((error, delayMs) => options.onRetry?.(redactor.error(error), delayMs)),
              }),
            )
        ).pipe(span("jobs.submit")),
      list: (options) =>
        calls.read(
          "jobs.list",
          Effect.suspend(() => backend.list(given(options))),
          options,
        ),
      get: (asked, options) =>
        calls.read(
          "jobs.get",
          Effect.gen(function* () {
            const id = yield* checked(() => {
              const one = checkId(asked);
              backend.checkOptions?.(one, given(options));
              return one;
            });
            yield* announce("jobs.get");
            return yield* Effect.flatMap(backend.get(id), (seen) => complete(seen, given(options)));
          }),
          options,
          shownId(asked),
        ),
      getLogs: (id, options) =>
        calls.read("jobs.getLogs", withId(id, backend.getLogs, "getLogs"), options, shownId(id)),
      tailLogs: (asked, options) =>
        Stream.unwrap(
          Effect.map(
            checked(() => planOf(asked, given(options))),
            (plan) =>
              tailStream(plan.backend, plan.options ?? given(options), {
                retryForMs,
                retryAuthForMs,
                idleMs: plan.idleMs ?? idleMs,
                pollIntervalMs,
                budget,
                redactor,
                messages: plan.messages ?? "received",
              }),
          ),
        ).pipe(
          // Within the span: a tracer gets the error, too.
          Stream.mapError((error) => redactor.error(ofJob(error, shownId(asked)))),
          streamInSpan(`jobwire.${system}.jobs.tailLogs`, {
            "server.address": address,
            "jobwire.job.id": shownId(asked),
          }),
        ),
      stop: (asked, own) =>
        Effect.gen(function* () {
          const options = given(own);
          const began = yield* monotonicMs;
          const { stop } = backend;
          if (stop === undefined) return yield* missing("stop");
          // The options of a wait are checked before the job is stopped.
          const id = yield* checked(() => {
            booleanOption("wait", options.wait);
            const one = checkId(asked);
            checkWait(one, options);
            return one;
          });
          const stopped = yield* calls.send(
            `stop of ${shownId(asked)}`,
            stop.send(id, options),
            options,
            stop.retries ?? "transient",
          );
          if (options.wait === true) {
            if (stop.willEnd !== undefined) yield* stop.willEnd(id, stopped);
            const { timeoutMs } = options;
            const leftMs = timeoutMs === undefined ? undefined : Math.max(1, timeoutMs - (yield* monotonicMs) + began);
            yield* waitForEnd(id, leftMs === undefined ? options : { ...options, timeoutMs: leftMs });
          }
          return stopped;
        }).pipe(span("jobs.stop", shownId(asked))),
      delete: (id, options) =>
        calls.write(
          "jobs.delete",
          withId(id, backend.delete && deleteOnce(backend.delete, budget), "delete"),
          options,
          "never",
          shownId(id),
        ),
      wait: (id, options) =>
        Effect.map(waitChecked("jobs.wait", id, given(options)), ({ job }) => job).pipe(span("jobs.wait", shownId(id))),
      waitAll: (asked, own) =>
        Effect.gen(function* () {
          const options = given(own);
          const all = yield* checked(() => {
            const each = checkIds(asked, checkId);
            for (const id of each) checkWait(id, options);
            return each;
          });
          yield* announce("jobs.waitAll");
          return yield* Effect.forEach(
            all,
            (id) => Effect.flatMap(waitForEnd(id, options), ({ seen, leftMs }) => complete(seen, options, { leftMs })),
            { concurrency: "unbounded" },
          );
        }).pipe(span("jobs.waitAll")),
      result: (id, options) => resultAs("jobs.result", id, given(options)).pipe(span("jobs.result", shownId(id))),
      handleJson: (id) => handleJson(backend, id),
      idOf: (idOrJson) => checked(() => idOfHandle(backend, idOrJson)),
    };

    return {
      effects: redactedSurface(effects, redactor),
      handleFields: (id) => handleFields(backend, id),
      idOf: (idOrJson) => idOfHandle(backend, idOrJson),
      outcomeOf: backend.outcomeOf,
      checkTail: (id, options) => {
        try {
          planOf(id, options);
        } catch (error) {
          throw redactor.error(error);
        }
      },
      resultAs,
    };
  });
