import { BadResponse, type JobwireError } from "@jobwire/core/errors";
import { checked, type Http, SseParser, type StreamTimes } from "@jobwire/core/backend";
import * as Effect from "effect/Effect";
import type * as Scope from "effect/Scope";
import { errorOfProblem } from "./problem.ts";
import { stateOfControl, type StreamState } from "./stream-state.ts";

/** The text of a stream up to a state of it. */
export interface LivePart {
  readonly text: string;
  readonly state: StreamState;
}

/** A stream that is followed by server-sent events. */
export interface LiveStream {
  /** The next part; undefined when the response ended, which the gateway does about once a minute and which proves nothing. */
  readonly pull: Effect.Effect<LivePart | undefined, JobwireError>;
}

const unreadable = (label: string, cause: unknown): BadResponse =>
  new BadResponse({
    message: `${label}: the response is no readable stream of events`,
    reason: "shape",
    statusCode: 200,
    cause,
  });

/** A gateway that reports a failure inside a stream does so with a problem. */
const failureIn = (label: string, data: string): JobwireError => {
  try {
    const error = errorOfProblem(JSON.parse(data));
    if (error !== undefined) return error;
  } catch (cause) {
    return unreadable(label, cause);
  }
  return unreadable(label, undefined);
};

/**
 * Follows a stream from an offset in its path. Text counts only with the state after it, so a response that is cut in an event loses
 * nothing. `times.idleMs` without a byte is `Timeout` (reason `idle`).
 */
export const openLive = (
  http: Http,
  label: string,
  path: string,
  times: StreamTimes,
): Effect.Effect<LiveStream, JobwireError, Scope.Scope> =>
  Effect.flatMap(http.stream(path, times), (answer) => {
    if (!/^text\/event-stream\b/.test(answer.headers["content-type"] ?? "")) {
      return Effect.fail(unreadable(label, undefined));
    }
    const utf8 = new TextDecoder("utf-8", { ignoreBOM: true });
    const parser = new SseParser();
    let ready: Array<LivePart> = [];
    let text = "";
    let failure: JobwireError | undefined;
    const take = (bytes: Uint8Array): void => {
      let items: ReturnType<SseParser["push"]>;
      try {
        items = parser.push(utf8.decode(bytes, { stream: true }));
      } catch (cause) {
        throw unreadable(label, cause);
      }
      for (const item of items) {
        if (item.type !== "event") continue;
        if (item.event === "data") text += item.data;
        else if (item.event === "control") {
          ready.push({ text, state: stateOfControl(label, item.data) });
          text = "";
        } else if (item.event === "problem") failure ??= failureIn(label, item.data);
      }
    };
    const pull: LiveStream["pull"] = Effect.gen(function* () {
      for (;;) {
        const next = ready.shift();
        if (next !== undefined) return next;
        if (failure !== undefined) return yield* Effect.fail(failure);
        const bytes = yield* answer.pull;
        if (bytes === undefined) return undefined;
        yield* checked(() => take(bytes));
      }
    });
    return Effect.succeed({ pull });
  });
