import { Effect, Stream } from "effect";
import { checked } from "../surface/checked.ts";
import type { JobwireError } from "../errors.ts";
import { monotonicMs } from "../monotonic.ts";
import { retrying } from "../retry/retrying.ts";
import { checkMs, checkString } from "./checks.ts";
import { checkInterval, checkNamed, type ReasonerContext } from "./client-context.ts";
import { checkEventPosition } from "./event-position.ts";
import { progressStream } from "./expand-job.ts";
import { followEvents } from "./follow-events.ts";
import { isOver } from "./job-state.ts";
import { mayPass } from "./not-ready.ts";
import type { EventPage, EventsOptions, GetEventsOptions, JobEvents, ReasonerType } from "./types.ts";

/** An empty name would ask for another path on one of the two kinds of jobs. */
const streamName = (given: unknown): string => {
  const name = checkString("stream", given, progressStream).trim();
  return name === "" ? progressStream : name;
};

/** One page of events, asked for once. */
export const getJobEvents = (
  { gateways, by }: ReasonerContext,
  typeGiven: ReasonerType,
  idGiven: string,
  own: Omit<GetEventsOptions, "signal"> = {},
): Effect.Effect<JobEvents, JobwireError> =>
  Effect.gen(function* () {
    const { type, id, token, stream } = yield* checked(() => ({
      ...checkNamed(typeGiven, idGiven),
      token: checkString("continuationToken", own.continuationToken, ""),
      stream: streamName(own.stream),
    }));
    const gateway = yield* by(gateways.main, "jobs.getEvents");
    return yield* gateway.events(type, id, stream, token);
  });

/** All events to the job's end; failures that may pass are ridden out for `retryForMs` each. */
export const streamJobEvents = (
  { gateways, address, redactor, budget, retryForMs, pollIntervalMs, by }: ReasonerContext,
  typeGiven: ReasonerType,
  idGiven: string,
  own: Omit<EventsOptions, "signal"> = {},
): Stream.Stream<EventPage, JobwireError> =>
  Stream.unwrap(
    Effect.gen(function* () {
      const { type, id, stream, from, intervalMs, timeoutMs } = yield* checked(() => ({
        ...checkNamed(typeGiven, idGiven),
        stream: streamName(own.stream),
        from: checkEventPosition(own.from),
        intervalMs: checkInterval(own.pollIntervalMs) ?? pollIntervalMs,
        timeoutMs: checkMs("timeoutMs", own.timeoutMs),
      }));
      const gateway = yield* by(gateways.main, "jobs.events");
      const started = yield* monotonicMs;
      const riding = <A>(request: Effect.Effect<A, JobwireError>): Effect.Effect<A, JobwireError> =>
        Effect.flatMap(monotonicMs, (now) => {
          const endsInMs = timeoutMs === undefined ? undefined : started + timeoutMs - now;
          return retrying({ budget, forMs: retryForMs, endsInMs, passing: mayPass })(request);
        });
      return followEvents(
        {
          label: `events of job ${id} at ${address}`,
          over: riding(Effect.map(gateway.get(type, id), ({ job }) => isOver(job))),
          page: (token) => riding(gateway.events(type, id, stream, token)),
          pollIntervalMs: intervalMs,
          timeoutMs,
        },
        from,
      );
    }),
  ).pipe(
    Stream.mapError(redactor.error),
    Stream.withSpan("jobwire.reasoner.jobs.events", {
      kind: "client",
      attributes: { "server.address": address, "jobwire.job.id": idGiven },
    }),
  );
