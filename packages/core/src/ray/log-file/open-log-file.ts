import * as Effect from "effect/Effect";
import type * as Scope from "effect/Scope";
import { BadResponse, type JobwireError, ServerError } from "../../errors.ts";
import type { HttpStream, StreamTimes } from "../../http/http.ts";
import { refusePage } from "../../http/refuse-page.ts";
import { firstText, maxServerText } from "../../http/visible-text.ts";
import type { FileAnswer } from "../../tail/backend.ts";
import type { RayApi } from "../api.ts";
import { rayFailure } from "../errors.ts";
import { makeMarkerFilter } from "./marker-bytes.ts";
import { maxLines } from "./read-beginning.ts";

/** Identifies a log file of a node. */
export interface LogFile {
  readonly nodeId: string;
  readonly filename: string;
  /** Ray up to 2.44 puts marker bytes into the response. */
  readonly marked: boolean;
}

/** The name of a job's log file on its node; Ray names it after the submission id. */
export const logFileName = (submissionId: string): string => `job-driver-${submissionId}.log`;

/** Names a log of `GET /api/v0/logs/file` by the parameters of the request. */
export interface NamedLog {
  readonly query: Readonly<Record<string, string>>;
  /** As {@link LogFile.marked}. */
  readonly marked: boolean;
}

/**
 * `GET /api/v0/logs/file`: the last `lines` raw lines (-1 for all) of a log, byte for byte, ending by itself. The request
 * always has a `timeout`: without it Ray cuts the response after 30 s. An empty response proves nothing, see {@link readLogFile}.
 */
export const openNamedLog = (
  api: RayApi,
  label: string,
  { query, marked }: NamedLog,
  lines: number,
  times: StreamTimes,
): Effect.Effect<FileAnswer, JobwireError, Scope.Scope> => {
  const parameters = new URLSearchParams({ ...query, lines: String(Math.min(lines, maxLines)), timeout: "3600" });
  return Effect.flatMap(api.http.stream(`/api/v0/logs/file?${parameters.toString()}`, times), (received) => {
    const answer = refusePage(received, label);
    return marked ? withoutMarkers(answer, label) : Effect.succeed(answer);
  });
};

/** {@link openNamedLog} of a file of a node. */
const openLogFile = (
  api: RayApi,
  label: string,
  { nodeId, filename, marked }: LogFile,
  lines: number,
  times: StreamTimes,
): ReturnType<typeof openNamedLog> =>
  openNamedLog(api, label, { query: { node_id: nodeId, filename }, marked }, lines, times);

/**
 * The last `lines` raw lines of a log file; an empty response is `ServerError` (reason `empty-log-file`). A log file is hardly ever
 * empty (Ray's own line comes first), but Ray 2.60 responds with an empty 200 now and then when the file is missing or its
 * agent is gone (recording dashboard-faults): an empty body proves nothing about the log.
 */
export const readLogFile = (...asked: Parameters<typeof openLogFile>): ReturnType<typeof openLogFile> => {
  const [, label, , lines] = asked;
  // Ray reads 0 as 1000.
  if (lines === 0) return Effect.succeed({ pull: Effect.undefined });
  return Effect.map(openLogFile(...asked), (body) => notEmpty(body, label));
};

/** Whether the log file has any text. */
export const hasLogText = (
  api: RayApi,
  label: string,
  file: LogFile,
  times: StreamTimes,
): Effect.Effect<boolean, JobwireError> =>
  Effect.scoped(
    Effect.gen(function* () {
      const { pull } = yield* openLogFile(api, label, file, 1, times);
      for (;;) {
        const piece = yield* pull;
        if (piece === undefined || piece.length > 0) return piece !== undefined;
      }
    }),
  );

/** The same response; its end is `ServerError` (reason `empty-log-file`) when no byte came before. */
export const notEmpty = (answer: FileAnswer, label: string): FileAnswer => {
  let empty = true;
  return {
    pull: Effect.flatMap(answer.pull, (piece) => {
      if (piece === undefined && empty) {
        return Effect.fail(
          new ServerError({
            message: `${label}: the response with the log file was empty, which also happens when Ray cannot find the file. Try again`,
            reason: "empty-log-file",
            statusCode: 200,
          }),
        );
      }
      if (piece !== undefined && piece.length > 0) empty = false;
      return Effect.succeed(piece);
    }),
  };
};

/**
 * Ray up to 2.44 responds 200 before it looks for the file, and writes an error after a `0` marker. So this reads the first piece:
 * a missing file must fail as it does with newer servers.
 */
const withoutMarkers = (answer: HttpStream, label: string): Effect.Effect<FileAnswer, JobwireError> =>
  Effect.gen(function* () {
    const unmark = makeMarkerFilter();
    const ready: Array<Uint8Array> = [];
    let failure: JobwireError | undefined;
    const next = Effect.gen(function* () {
      const raw = yield* answer.pull;
      if (raw === undefined) return undefined;
      const result = unmark(raw);
      if (result.type === "bytes") return result.bytes;
      if (result.type === "nonsense") {
        return yield* Effect.fail(
          new BadResponse({
            message: `${label}: a log piece of an old Ray begins with byte ${result.byte} instead of 48 or 49`,
            reason: "marker",
          }),
        );
      }
      failure = yield* errorText(answer, label, result.text);
      return result.before.byteLength > 0 ? result.before : yield* Effect.fail(failure);
    });
    const first = yield* next;
    if (first !== undefined) ready.push(first);
    const ended = first === undefined;
    const pull = Effect.suspend(() => {
      const held = ready.shift();
      if (held !== undefined) return Effect.succeed(held);
      if (ended) return Effect.undefined;
      return failure === undefined ? next : Effect.fail(failure);
    });
    return { pull };
  });

const errorText = (answer: HttpStream, label: string, first: Uint8Array): Effect.Effect<JobwireError, JobwireError> =>
  Effect.gen(function* () {
    const decoder = new TextDecoder();
    const pieces = [decoder.decode(first, { stream: true })];
    let length = first.byteLength;
    while (length <= maxServerText) {
      const piece = yield* answer.pull;
      if (piece === undefined) break;
      pieces.push(decoder.decode(piece, { stream: true }));
      length += piece.byteLength;
    }
    return rayFailure(label, firstText(pieces.join("")), { statusCode: answer.status });
  });
