import { InvalidRequest } from "../../errors.ts";
import { excerpt } from "../../http/visible-text.ts";
import type { RayApi } from "../api.ts";

/** The owner of a worker's log, in Ray's spelling. */
export type LogOwner = { readonly task_id: string; readonly attempt_number: number } | { readonly actor_id: string };

/** Which output of a worker. */
export type WorkerStream = "out" | "err";

/** The options of every read of a worker's log that {@link checkOwner} checks. */
interface OwnedLogOptions {
  readonly stream?: unknown;
  readonly lines?: unknown;
}

const problemOf = (owner: LogOwner, { stream, lines }: OwnedLogOptions): string | undefined => {
  const id = "task_id" in owner ? owner.task_id : owner.actor_id;
  // Ray 2.60 takes any other text for an actor's id and reports that an actor with another id was not found.
  if (typeof id !== "string" || !/^[0-9a-f]+$/i.test(id)) return "the id must consist of hexadecimal digits";
  if ("task_id" in owner && !(Number.isSafeInteger(owner.attempt_number) && owner.attempt_number >= 0)) {
    return "attemptNumber must be a whole number, 0 or more";
  }
  if (stream !== undefined && stream !== "out" && stream !== "err") return "stream must be out or err";
  if (lines !== undefined && !(Number.isSafeInteger(lines) && (lines as number) >= 1))
    return "lines must be a whole number, 1 or more";
  return undefined;
};

/** Throws `InvalidRequest` (reason `local`) for an owner or options that cannot work. */
export const checkOwner = (owner: LogOwner, options: OwnedLogOptions): void => {
  const problem = problemOf(owner, options);
  if (problem !== undefined) throw new InvalidRequest({ message: problem, reason: "local" });
};

/** The name of the owner in messages. */
export const ownerLabel = (api: RayApi, owner: LogOwner): string => {
  const id = "task_id" in owner ? `task ${owner.task_id} (attempt ${owner.attempt_number})` : `actor ${owner.actor_id}`;
  return `${excerpt(id, 100)} at ${api.address}`;
};
