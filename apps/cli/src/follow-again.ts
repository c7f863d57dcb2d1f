import { isJobwireError } from "./jobwire-error.ts";

/** The errors after which the same command may succeed: the job runs on, and a sign-in, a token or the network may be mended. */
const mendable = new Set<string>([
  "Unauthorized",
  "Forbidden",
  "RedirectRefused",
  "ConnectionFailed",
  "Timeout",
  "RateLimited",
  "ServerError",
  "BadResponse",
]);

/**
 * The line with the command that follows a job's log again, and with the number of complete lines; undefined for an error after which
 * that command fails too. `name`: the job's id, when several logs are printed.
 */
export const followAgain = (error: unknown, command: string, name?: string): string | undefined => {
  if (!isJobwireError(error) || !mendable.has(error._tag)) return undefined;
  const lines = error.position?.lines;
  const read =
    lines === undefined
      ? ""
      : lines === 1
        ? "1 line was read and is complete. "
        : `${lines} lines were read and are complete. `;
  return `${name === undefined ? "" : `${name}: `}${read}The job is not affected. To follow again: ${command}`;
};
