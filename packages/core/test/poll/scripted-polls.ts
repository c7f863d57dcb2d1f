import { Clock, Effect, type Scope } from "effect";
import { TestClock } from "effect/testing";
import { type JobwireError, NotFound } from "../../src/errors.ts";
import { makeSharedPoller, type PollSource, type SharedPoller } from "../../src/poll/shared-poller.ts";
import { RetryBudget } from "../../src/retry/retry-budget.ts";

/** The server's own report that it does not know the job. */
const unknown = new NotFound({ message: "the job does not exist", reason: "unknown-job" });

/** One request that the poller sent: a job's id or `list`, and when, in milliseconds after the start. */
export type Request = readonly [name: string, at: number];

/** A poller over a scripted server. */
export interface Polls {
  readonly poller: SharedPoller<string>;
  readonly budget: RetryBudget;
  readonly requests: Array<Request>;
  /** The names of the requests that the poller ended before their response. */
  readonly ended: Array<string>;
}

/**
 * A poller over a server that responds to request `index` with what the script returns: a failure, `undefined` for a job that it
 * does not know, `"silence"` for no response at all, or a status. It responds after `tookMs`
 * milliseconds; default at once.
 */
export const pollsOver = (
  script: (id: string, index: number, now: number) => JobwireError | string | undefined,
  options: { readonly check?: PollSource<string>["check"]; readonly tookMs?: number } = {},
): Effect.Effect<Polls, never, Scope.Scope> =>
  Effect.gen(function* () {
    const { check, tookMs = 0 } = options;
    const budget = new RetryBudget();
    const requests: Array<Request> = [];
    const ended: Array<string> = [];
    const began = yield* Clock.currentTimeMillis;
    const request = (name: string): Effect.Effect<(id: string) => JobwireError | string | undefined> =>
      Effect.flatMap(Clock.currentTimeMillis, (time) => {
        const index = requests.length;
        requests.push([name, time - began]);
        const respond = (id: string): JobwireError | string | undefined => script(id, index, time - began);
        return respond(name) === "silence" ? silence(name) : Effect.delay(Effect.succeed(respond), tookMs);
      });
    const silence = (name: string): Effect.Effect<never> =>
      Effect.onInterrupt(Effect.never, () => Effect.sync(() => void ended.push(name)));
    const source: PollSource<string> = {
      one: (id) =>
        Effect.flatMap(request(id), (respond) => {
          const response = respond(id);
          return typeof response === "string" ? Effect.succeed(response) : Effect.fail(response ?? unknown);
        }),
      all: Effect.flatMap(request("list"), (respond) => {
        const response = respond("list");
        if (typeof response === "object") return Effect.fail(response);
        return Effect.succeed((id: string) => {
          const status = respond(id);
          return typeof status === "string" ? status : undefined;
        });
      }),
      ...(check === undefined ? {} : { check }),
    };
    return { poller: yield* makeSharedPoller(source, { budget }), budget, requests, ended };
  });

/** Lets this much time pass, and what it wakes run. */
export const pass = (ms: number): Effect.Effect<void> =>
  Effect.gen(function* () {
    yield* TestClock.adjust(ms);
    for (let turn = 0; turn < 8; turn++) yield* Effect.yieldNow;
  });
