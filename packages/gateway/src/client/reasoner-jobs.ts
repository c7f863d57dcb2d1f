import type { CreateOptions, EventPage, HttpTimeouts, JobPayload, ReasonerJobId } from "@jobwire/core";
import { checkNames } from "@jobwire/core/adapter-parts";
import { BadResponse, CreateOutcomeUnknown, InvalidRequest } from "@jobwire/core/errors";
import {
  checked,
  type JobClient,
  type JobSurface,
  promiseJobs,
  retryingInCall,
  type Runner,
  withCallSites,
} from "@jobwire/core/backend";
import {
  checkEventPosition,
  checkReasonerJob,
  iterateBatches,
  iterateItems,
  operationStatus,
  reasonerCreateNames,
  reasonerEventsNames,
  reasonerGetEventsNames,
  reasonerHandleParts,
  sendNature,
} from "@jobwire/core/gateway-client/internal";
import * as Effect from "effect/Effect";
import * as Stream from "effect/Stream";
import { streamPath, type SystemApi } from "./api.ts";
import { type GatewayEvents, readEventPage, streamEvents } from "./events.ts";
import { jobRequests } from "./job-requests.ts";
import { logTimes } from "./log/log-times.ts";
import { idOfPath, pathId } from "./reasoner-backend.ts";
import type { GatewayReasonerJobs, GatewayReasonerJobTypes } from "./types.ts";

const local = (message: string): InvalidRequest => new InvalidRequest({ message, reason: "local" });

/** The stream of events that a gateway has. */
const onlyProgress = (stream: string | undefined): void => {
  if (stream === undefined || stream.trim() === "" || stream.trim() === "progress") return;
  throw local("A gateway has only the events of the stream progress. Leave out `stream`");
};

/** Reasoner jobs behind a gateway, as promises and async iterables: each is one effect, run. */
export const reasonerJobs = (
  made: {
    readonly api: SystemApi;
    readonly client: JobClient;
    readonly surface: JobSurface<GatewayReasonerJobTypes>;
    readonly runner: Runner;
  },
  timeouts: HttpTimeouts | undefined,
): GatewayReasonerJobs => {
  const { api, client, surface, runner } = made;
  const { effects } = surface;
  const { calls, budget, retryForMs } = client;
  const requests = jobRequests(api, (job) => job);
  const eventsOf = (id: ReasonerJobId): GatewayEvents => ({
    http: api.http,
    label: `events of job ${id.id}${api.at}`,
    jobId: id.id,
    path: streamPath(api, pathId(id), "events"),
    times: logTimes(timeouts),
  });

  const events: GatewayReasonerJobs["events"] = (given, options = {}) => {
    const stream = Stream.unwrap(
      checked(() => {
        checkNames("jobs.events()", options, reasonerEventsNames);
        onlyProgress(options.stream);
        return { id: checkReasonerJob(given), from: checkEventPosition(options.from) };
      }).pipe(
        Effect.map(({ id, from }) =>
          streamEvents(eventsOf(id), from.token, {
            budget,
            retryForMs: options.retryForMs ?? retryForMs,
            pollIntervalMs: options.pollIntervalMs ?? client.pollIntervalMs,
            timeoutMs: options.timeoutMs,
          }),
        ),
      ),
    ).pipe(Stream.mapError(client.redactor.error));
    const pages = (): AsyncIterator<EventPage, undefined> => iterateBatches(stream, runner, options.signal);
    return withCallSites(
      {
        [Symbol.asyncIterator]: () => iterateItems(pages(), ({ events: page }) => page),
        pages: () => withCallSites({ [Symbol.asyncIterator]: pages }, runner),
      },
      runner,
    );
  };

  const getOperation = (id: ReasonerJobId, options?: { readonly timeoutMs?: number | undefined }) =>
    effects.get(id, options).pipe(
      Effect.map((job) => operationStatus(id.id, job)),
      Effect.catchIf(
        (error) => error._tag === "NotFound" && error.reason === "unknown-job",
        () => Effect.succeed(operationStatus(id.id, undefined)),
      ),
    );

  const create = (type: string, name: string, payload: JobPayload, options: CreateOptions = {}) =>
    Effect.gen(function* () {
      yield* checked(() => checkNames("jobs.create()", options, reasonerCreateNames));
      const label = `create of a job of ${name}${api.at}`;
      const body = { reasonerType: type, name, payload };
      const { timeoutMins } = options;
      const limit = yield* calls.timeoutOf(options);
      const unknown = (reason: "timeout" | "unreadable", cause?: unknown) =>
        new CreateOutcomeUnknown({
          message: `${label}: the request was sent, but it is unknown whether the gateway accepted the job. List the jobs before you create it again`,
          reason,
          cause,
        });
      const send = requests.submit(timeoutMins === undefined ? body : { ...body, timeoutMins }).pipe(
        retryingInCall({ budget, policy: "not-sent" }),
        calls.asCall(options),
        Effect.mapError((error) =>
          sendNature(error) === "ambiguous"
            ? unknown(error._tag === "Timeout" ? "timeout" : "unreadable", error)
            : error,
        ),
      );
      const named = yield* limit === undefined
        ? send
        : Effect.timeoutOrElse(send, { duration: limit, orElse: () => Effect.fail(unknown("timeout")) });
      const id = idOfPath(named);
      if (id !== undefined) return { ...id, name: name.trim() };
      return yield* Effect.fail(
        new BadResponse({
          message: `${label}: the gateway returned an id that names no reasoner job`,
          reason: "shape",
          statusCode: 201,
        }),
      );
    }).pipe(calls.span("jobs.create"));

  const parts = reasonerHandleParts({
    address: api.address,
    effects: { ...effects, getOperation } as never,
    events,
    runner,
  });
  const {
    submit: _submit,
    delete: _delete,
    getLogs: _getLogs,
    tailLogs: _tailLogs,
    ...jobs
  } = promiseJobs(surface, runner, parts);
  return {
    ...jobs,
    create: async (type, name, payload, options) =>
      jobs.handle(await runner.run(create(type, name, payload, options), options?.signal)),
    getEvents: (given, options = {}) =>
      runner.run(
        calls.read(
          "jobs.getEvents",
          Effect.flatMap(
            checked(() => {
              checkNames("jobs.getEvents()", options, reasonerGetEventsNames);
              onlyProgress(options.stream);
              return checkReasonerJob(given);
            }),
            (id) => readEventPage(eventsOf(id), options.continuationToken ?? ""),
          ),
          options,
        ),
        options.signal,
      ),
    events,
    getOperation: (id, options) => runner.run(getOperation(id, options), options?.signal),
  };
};
