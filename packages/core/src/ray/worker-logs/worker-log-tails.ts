import * as Effect from "effect/Effect";
import * as Stream from "effect/Stream";
import type { JobwireError } from "../../errors.ts";
import { checked } from "../../surface/checked.ts";
import type { JobClient } from "../../surface/job-client.ts";
import type { TailBackend } from "../../tail/backend.ts";
import type { TailBatch, TailOptions } from "../../tail/options.ts";
import { tailStream } from "../../tail/tail.ts";
import type { RayApi } from "../api.ts";
import type { RayStateTails } from "../effects.ts";
import { makeActorTailBackend } from "./actor-tail.ts";
import { attemptOf, checkActorTail, checkTaskTail } from "./check-tails.ts";
import { makeTaskTailBackend } from "./task-tail.ts";
import { streamInSpan } from "../../surface/spans.ts";

/** The tails of the logs of tasks and actors of one cluster. */
export const workerLogTails = (api: RayApi, client: JobClient): RayStateTails => {
  const { retryForMs, pollIntervalMs, idleMs, budget, redactor } = client;
  const tail = (
    name: string,
    check: () => void,
    backend: () => TailBackend,
    options: TailOptions,
  ): Stream.Stream<TailBatch, JobwireError> =>
    Stream.unwrap(
      Effect.map(checked(check), () =>
        tailStream(
          backend(),
          // Nothing but the file has these logs, so there is no protocol to choose.
          { ...options, protocol: undefined },
          { retryForMs, idleMs, pollIntervalMs, budget, redactor },
        ),
      ),
    ).pipe(
      // Within the span: a tracer gets the error, too.
      Stream.mapError(redactor.error),
      streamInSpan(`jobwire.ray.${name}`, { "server.address": api.address }),
    );
  return {
    tasks: {
      tailLogs: (id, options = {}) =>
        tail(
          "tasks.tailLogs",
          () => checkTaskTail(id, options),
          () => makeTaskTailBackend(api, attemptOf(id, options), options),
          options,
        ),
    },
    actors: {
      tailLogs: (id, options = {}) =>
        tail(
          "actors.tailLogs",
          () => checkActorTail(id, options),
          () => makeActorTailBackend(api, id, options),
          options,
        ),
    },
  };
};
