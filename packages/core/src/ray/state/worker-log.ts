import * as Effect from "effect/Effect";
import { InvalidRequest, type JobwireError, NotFound, StreamLimitExceeded } from "../../errors.ts";
import { holdsInOrder } from "../../http/text-parts.ts";
import { checked } from "../../surface/checked.ts";
import type { RayApi } from "../api.ts";
import { readMarked } from "../log-file/read-marked.ts";
import { openNamedLog } from "../log-file/open-log-file.ts";
import { endUnknown } from "../worker-logs/end-unknown.ts";
import { checkOwner, type LogOwner, ownerLabel } from "../worker-logs/log-owner.ts";
import { isTaskEnded } from "../worker-logs/task-extent.ts";
import { taskMarker } from "../worker-logs/task-marker.ts";
import { type TaskOwner, TaskStatus } from "../worker-logs/task-status.ts";
import type { WorkerLogOptions } from "./types.ts";

/** The limit of a log in one string, in UTF-16 units. */
const maxUnits = 256 * 1024 * 1024;
/** An empty response is requested again: for a missing log, Ray sometimes sends an empty 200 instead of a 500. */
const maxEmptyResponses = 3;

const isUnknown = (error: JobwireError): boolean =>
  error._tag === "ServerError" &&
  ((error.serverText ?? "").includes("Could not find log file for task") ||
    holdsInOrder(error.serverText ?? "", "Actor ID ", " not found"));

const isMalformed = (error: JobwireError): boolean =>
  error._tag === "ServerError" && /ID string needs to have length/.test(error.serverText ?? "");

/** How often a log that may hold lines of other tasks is read, one second apart: Ray reports the end of a task within two. */
const maxLooks = 5;
const betweenLooksMs = 1_000;

/** The last raw lines of a text; -1 for all of it. */
const lastLines = (text: string, lines: number): string => {
  if (lines === -1) return text;
  let at = text.endsWith("\n") ? text.length - 1 : text.length;
  for (let left = lines; left > 0; left--) {
    at = at === 0 ? -1 : text.lastIndexOf("\n", at - 1);
    if (at === -1) return text;
  }
  return text.slice(at + 1);
};

/**
 * Reads the output of one attempt of a task, as {@link readWorkerLog} does. Until Ray has recorded where the output ends, its response
 * may hold lines of the worker's next tasks (seen on 2.40 and 2.60, also of a task that is FINISHED). Then it is read again; after
 * some seconds it is the output of a task that still runs, or `JobLost` (reason `end-unknown`).
 */
export const readTaskLog = (
  api: RayApi,
  owner: TaskOwner,
  options: WorkerLogOptions,
): Effect.Effect<string, JobwireError> =>
  Effect.gen(function* () {
    yield* checked(() => checkOwner(owner, options));
    const status = new TaskStatus(api, owner, options.stream ?? "out", "call");
    for (let look = 1; ; look++) {
      const { extent, row } = yield* status.read();
      if (extent.type !== "open") return yield* readWorkerLog(api, owner, options);
      const text = yield* readWorkerLog(api, owner, { ...options, lines: undefined });
      const ended = isTaskEnded(row.state);
      const certain = !text.includes(taskMarker) || (look === maxLooks && !ended);
      if (certain) return lastLines(text, options.lines ?? -1);
      if (look === maxLooks) return yield* Effect.fail(endUnknown(ownerLabel(api, owner), row));
      yield* Effect.sleep(betweenLooksMs);
    }
  });

/**
 * Reads the log of a task or an actor with `GET /api/v0/logs/file`: the whole log or its last lines, as one string; a byte that
 * is not UTF-8 becomes U+FFFD. Fails with `NotFound` (reason `unknown-log`) when Ray knows no such task, attempt or actor, or
 * has no log of it; above 268,435,456 characters with `StreamLimitExceeded` (reason `bytes`).
 */
export const readWorkerLog = (
  api: RayApi,
  owner: LogOwner,
  options: WorkerLogOptions,
): Effect.Effect<string, JobwireError> =>
  Effect.gen(function* () {
    yield* checked(() => checkOwner(owner, options));
    const query = {
      ...Object.fromEntries(Object.entries(owner).map(([name, value]) => [name, String(value)])),
      suffix: options.stream ?? "out",
    };
    const label = `log of ${ownerLabel(api, owner)}`;
    const marked = yield* readMarked(api);
    const response = openNamedLog(api, label, { query, marked }, options.lines ?? -1, {
      ...api.http.times,
      whole: true,
    });
    for (let left = maxEmptyResponses; ; left--) {
      const text = yield* readText(label, response);
      if (text !== "" || left === 1) return text;
    }
  }).pipe(
    Effect.catchIf(isMalformed, ({ message, serverText }) =>
      Effect.fail(new InvalidRequest({ message, reason: "server", serverText })),
    ),
    Effect.catchIf(isUnknown, (error) =>
      Effect.fail(
        new NotFound({
          message: `${error.message.replace(/\.$/, "")}. It may not exist, may not have started, or Ray has forgotten it. Check the id`,
          reason: "unknown-log",
          serverText: error.serverText,
        }),
      ),
    ),
  );

const readText = (label: string, opening: ReturnType<typeof openNamedLog>): Effect.Effect<string, JobwireError> =>
  Effect.gen(function* () {
    const response = yield* opening;
    const decoder = new TextDecoder("utf-8", { ignoreBOM: true });
    const pieces: Array<string> = [];
    let units = 0;
    for (;;) {
      const bytes = yield* response.pull;
      const piece = bytes === undefined ? decoder.decode() : decoder.decode(bytes, { stream: true });
      units += piece.length;
      if (units > maxUnits) {
        return yield* Effect.fail(
          new StreamLimitExceeded({
            message: `${label}: the log is longer than ${maxUnits} characters. Read only its last lines (lines)`,
            reason: "bytes",
          }),
        );
      }
      pieces.push(piece);
      if (bytes === undefined) return pieces.join("");
    }
  }).pipe(Effect.scoped);
