import * as Effect from "effect/Effect";
import type * as Scope from "effect/Scope";
import type { JobwireError } from "../errors.ts";
import { decodedText } from "../http/decoded-text.ts";
import type { StreamTimes } from "../http/http.ts";
import { makeJsonStringStream } from "../http/json-string-stream.ts";
import type { PlainAnswer } from "../tail/backend.ts";
import type { RayApi } from "./api.ts";
import { refuseTruncated } from "./refuse-truncated.ts";

/**
 * `GET /api/jobs/{id}/logs`, read piece by piece: the whole log, which Ray sends as one JSON string of any size. Text with
 * universal newlines, empty while the job has no node. A log with a byte that is not UTF-8 is `ServerError` (reason
 * `undecodable`) for the rest of the job's life, and one above Ray's limit is `ServerError` (reason `truncated-log`).
 */
export const readPlainLog = (
  api: RayApi,
  label: string,
  id: string,
  times: StreamTimes,
): Effect.Effect<PlainAnswer, JobwireError, Scope.Scope> =>
  Effect.map(api.http.stream(`/api/jobs/${encodeURIComponent(id)}/logs`, times), (answer) =>
    refuseTruncated({ pull: decodedText(answer, label, makeJsonStringStream("logs")) }, label),
  );
