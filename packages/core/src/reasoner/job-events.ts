import * as Effect from "effect/Effect";
import * as Stream from "effect/Stream";
import { checked, zeroOrMoreMs } from "../surface/checked.ts";
import { shownId } from "../surface/handle-ids.ts";
import type { JobwireError } from "../errors.ts";
import { monotonicMs } from "../monotonic.ts";
import { retrying } from "../retry/retrying.ts";
import { checkNames } from "../surface/option-names.ts";
import { checkMs, checkString } from "./checks.ts";
import { eventsNames } from "./reasoner-names.ts";
import { checkInterval, type ReasonerContext } from "./client-context.ts";
import { checkEventPosition } from "./event-position.ts";
import { progressStream } from "./expand-job.ts";
import { followEvents } from "./follow-events.ts";
import { checkReasonerJob } from "./job-id.ts";
import { isOver } from "./job-state.ts";
import { checkReasonerType } from "./reasoner-type.ts";
import type { EventPage, EventsOptions, GetEventsOptions, JobEvents, ReasonerJobId } from "./types.ts";
import { streamInSpan } from "../surface/spans.ts";

/** An empty name would lead to another path for one of the two kinds of jobs. */
const streamName = (given: unknown): string => {
  const name = checkString("stream", given, progressStream).trim();
  return name === "" ? progressStream : name;
};

/** Requests one page of events. */
export const getJobEvents = (
  { gateways, by }: ReasonerContext,
  given: ReasonerJobId,
  options: Omit<GetEventsOptions, "signal"> = {},
): Effect.Effect<JobEvents, JobwireError> =>
  Effect.gen(function* () {
    const { named, token, stream } = yield* checked(() => ({
      named: checkReasonerJob(given),
      token: checkString("continuationToken", options.continuationToken, ""),
      stream: streamName(options.stream),
    }));
    const gateway = yield* by(gateways.main, "jobs.getEvents");
    return yield* gateway.events(checkReasonerType(named.reasonerType), named.id, stream, token);
  });

/** All events to the job's end; retries each transient failure for up to `retryForMs`. */
export const streamJobEvents = (
  { gateways, address, client, by }: ReasonerContext,
  given: ReasonerJobId,
  options: Omit<EventsOptions, "signal"> = {},
): Stream.Stream<EventPage, JobwireError> => {
  const { redactor, budget, pollIntervalMs } = client;
  return Stream.unwrap(
    Effect.gen(function* () {
      const { named, stream, from, intervalMs, timeoutMs, retryForMs } = yield* checked(() => {
        checkNames("jobs.events()", options, eventsNames);
        return {
          named: checkReasonerJob(given),
          stream: streamName(options.stream),
          from: checkEventPosition(options.from),
          intervalMs: checkInterval(options.pollIntervalMs) ?? pollIntervalMs,
          timeoutMs: checkMs("timeoutMs", options.timeoutMs),
          retryForMs: zeroOrMoreMs("retryForMs", options.retryForMs) ?? client.retryForMs,
        };
      });
      const { id } = named;
      const type = checkReasonerType(named.reasonerType);
      const gateway = yield* by(gateways.main, "jobs.events");
      const started = yield* monotonicMs;
      const retried = <A>(request: Effect.Effect<A, JobwireError>): Effect.Effect<A, JobwireError> =>
        Effect.flatMap(monotonicMs, (now) => {
          const endsInMs = timeoutMs === undefined ? undefined : started + timeoutMs - now;
          return retrying({ budget, forMs: retryForMs, endsInMs, policy: "reasoner" })(request);
        });
      return followEvents(
        {
          label: `events of job ${id} at ${address}`,
          over: retried(Effect.map(gateway.get(type, id), ({ job }) => isOver(job))),
          page: (token) => retried(gateway.events(type, id, stream, token)),
          pollIntervalMs: intervalMs,
          timeoutMs,
        },
        from,
      );
    }),
  ).pipe(
    Stream.mapError(redactor.error),
    streamInSpan("jobwire.reasoner.jobs.events", { "server.address": address, "jobwire.job.id": shownId(given) }),
  );
};
