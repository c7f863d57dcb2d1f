import * as Effect from "effect/Effect";
import type * as Scope from "effect/Scope";
import type { JobwireError } from "../errors.ts";
import type { LiveAnswer, PlainAnswer } from "../tail/backend.ts";
import type { Http, HttpStream } from "./http.ts";

/** Text of a response as it arrives, undefined at its end. */
const textOf = (answer: HttpStream): Effect.Effect<string | undefined, JobwireError> => {
  const utf8 = new TextDecoder("utf-8", { ignoreBOM: true });
  let ended = false;
  return Effect.suspend((): Effect.Effect<string | undefined, JobwireError> => {
    if (ended) return Effect.undefined;
    return Effect.map(answer.pull, (bytes) => {
      ended = bytes === undefined;
      return bytes === undefined ? utf8.decode() : utf8.decode(bytes, { stream: true });
    });
  });
};

/** The whole log in one text response that ends by itself, for a tail's `plain`. */
export const plainTextLog = (http: Http, path: string): Effect.Effect<PlainAnswer, JobwireError, Scope.Scope> =>
  Effect.map(http.stream(path, http.times), (answer) => ({ pull: textOf(answer) }));

/** A text response that stays open while the log grows, for a tail's `stream`. Its end proves nothing. */
export const liveTextLog = (http: Http, path: string): Effect.Effect<LiveAnswer, JobwireError, Scope.Scope> =>
  Effect.map(http.stream(path, { ...http.times, idleMs: Number.POSITIVE_INFINITY }), (answer) => {
    const pull = textOf(answer);
    return {
      pull: Effect.map(pull, (text) => (text === undefined ? { closed: "the stream ended" } : { frames: [text] })),
    };
  });
