import * as Effect from "effect/Effect";
import { BadResponse, type JobwireError } from "../errors.ts";
import type { HttpStream } from "./http.ts";
import { JsonStringError } from "./json-string-stream.ts";
import { excerpt } from "./visible-text.ts";

/** Decodes text from bytes piece by piece; may throw {@link JsonStringError}. */
export interface TextPieces {
  readonly push: (bytes: Uint8Array) => string;
  readonly end: () => string;
}

/** The text of the response piece by piece, undefined at its end. Undecodable bytes fail with `BadResponse` (reason `json`). */
export const decodedText = (
  response: HttpStream,
  label: string,
  decoder: TextPieces,
): Effect.Effect<string | undefined, JobwireError> => {
  let ended = false;
  const read = (step: () => string): Effect.Effect<string, JobwireError> =>
    Effect.try({
      try: step,
      catch: (cause) => {
        const near = cause instanceof JsonStringError ? excerpt(cause.near, 256) : "";
        const problem = cause instanceof JsonStringError ? cause.message : "it could not be decoded";
        return new BadResponse({
          message: `${label}: the log is not in the expected JSON form (${problem})${near === "" ? "" : `: ${near}`}`,
          reason: "json",
          statusCode: response.status,
          cause,
        });
      },
    });
  return Effect.suspend((): Effect.Effect<string | undefined, JobwireError> => {
    if (ended) return Effect.undefined;
    return Effect.flatMap(response.pull, (bytes) => {
      if (bytes !== undefined) return read(() => decoder.push(bytes));
      ended = true;
      return read(decoder.end);
    });
  });
};
