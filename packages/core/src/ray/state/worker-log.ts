import { Effect } from "effect";
import { InvalidRequest, type JobwireError, NotFound, StreamLimitExceeded } from "../../errors.ts";
import { holdsInOrder } from "../../http/text-parts.ts";
import { excerpt } from "../../http/visible-text.ts";
import type { RayApi } from "../api.ts";
import type { WorkerLogOptions } from "./types.ts";

/** The limit of a log in one string, in UTF-16 units. */
const maxUnits = 256 * 1024 * 1024;
/** An empty response is requested again: for a missing log, Ray sometimes sends an empty 200 instead of a 500. */
const maxEmptyResponses = 3;

/** The owner of a log. */
export type LogOwner = { readonly task_id: string; readonly attempt_number: number } | { readonly actor_id: string };

const problemOf = (owner: LogOwner, { stream, lines }: WorkerLogOptions): string | undefined => {
  const id = "task_id" in owner ? owner.task_id : owner.actor_id;
  // Ray 2.60 takes any other text for an actor's id and reports that an actor with another id was not found.
  if (typeof id !== "string" || !/^[0-9a-f]+$/i.test(id)) return "the id must consist of hexadecimal digits";
  if ("task_id" in owner && !(Number.isSafeInteger(owner.attempt_number) && owner.attempt_number >= 0)) {
    return "attemptNumber must be a whole number, 0 or more";
  }
  if (stream !== undefined && stream !== "out" && stream !== "err") return "stream must be out or err";
  if (lines !== undefined && !(Number.isSafeInteger(lines) && lines >= 1))
    return "lines must be a whole number, 1 or more";
  return undefined;
};

const isUnknown = (error: JobwireError): boolean =>
  error._tag === "ServerError" &&
  ((error.serverText ?? "").includes("Could not find log file for task") ||
    holdsInOrder(error.serverText ?? "", "Actor ID ", " not found"));

const isMalformed = (error: JobwireError): boolean =>
  error._tag === "ServerError" && /ID string needs to have length/.test(error.serverText ?? "");

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
    const problem = problemOf(owner, options);
    if (problem !== undefined) return yield* Effect.fail(new InvalidRequest({ message: problem, reason: "local" }));
    const query = new URLSearchParams({
      ...Object.fromEntries(Object.entries(owner).map(([name, value]) => [name, String(value)])),
      suffix: options.stream ?? "out",
      lines: String(options.lines ?? -1),
      timeout: "3600",
    });
    const id =
      "task_id" in owner ? `task ${owner.task_id} (attempt ${owner.attempt_number})` : `actor ${owner.actor_id}`;
    const label = `log of ${excerpt(id, 100)} at ${api.address}`;
    for (let left = maxEmptyResponses; ; left--) {
      const text = yield* readText(api, label, `/api/v0/logs/file?${query.toString()}`);
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

const readText = (api: RayApi, label: string, path: string): Effect.Effect<string, JobwireError> =>
  Effect.gen(function* () {
    const response = yield* api.http.stream(path, { ...api.http.times, whole: true });
    const decoder = new TextDecoder();
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
