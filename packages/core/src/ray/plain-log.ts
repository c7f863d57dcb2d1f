import { Effect, type Scope } from "effect";
import { BadResponse, type JobwireError } from "../errors.ts";
import type { StreamTimes } from "../http/http.ts";
import { JsonStringError, makeJsonStringStream } from "../http/json-string-stream.ts";
import { excerpt } from "../http/visible-text.ts";
import type { PlainAnswer } from "../tail/backend.ts";
import type { RayApi } from "./api.ts";

/**
 * `GET /api/jobs/{id}/logs`, read piece by piece: the whole log, which Ray sends as one JSON string of any size. Text with
 * universal newlines, empty while the job has no node. A log with a byte that is not UTF-8 is `ServerError` (reason
 * `undecodable`) for the rest of the job's life.
 */
export const readPlainLog = (
  api: RayApi,
  label: string,
  id: string,
  times: StreamTimes,
): Effect.Effect<PlainAnswer, JobwireError, Scope.Scope> =>
  Effect.map(api.http.stream(`/api/jobs/${encodeURIComponent(id)}/logs`, times), (answer) => {
    const decoder = makeJsonStringStream("logs");
    let ended = false;
    const read = (step: () => string): Effect.Effect<string, JobwireError> =>
      Effect.try({
        try: step,
        catch: (cause) => {
          const near = cause instanceof JsonStringError ? excerpt(cause.near, 256) : "";
          const problem = cause instanceof JsonStringError ? cause.message : "it could not be read";
          return new BadResponse({
            message: `${label}: the log is not the JSON it should be (${problem})${near === "" ? "" : `: ${near}`}`,
            reason: "json",
            statusCode: answer.status,
            cause,
          });
        },
      });
    const pull = Effect.suspend((): Effect.Effect<string | undefined, JobwireError> => {
      if (ended) return Effect.undefined;
      return Effect.flatMap(answer.pull, (bytes) => {
        if (bytes !== undefined) return read(() => decoder.push(bytes));
        ended = true;
        return read(decoder.end);
      });
    });
    return { pull };
  });
