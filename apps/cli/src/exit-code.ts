import type { JobwireErrorTag } from "@jobwire/core";
import { isJobwireError } from "./jobwire-error.ts";

/** What the command's exit code means. Stable: scripts depend on it. */
export const ExitCode = {
  /** The job succeeded, or the question was answered. */
  succeeded: 0,
  /** The job failed, or there is no such job. */
  failed: 1,
  /** Wrong usage, an invalid request, or no permission (401, 403). */
  usage: 2,
  /** The job was stopped. */
  stopped: 3,
  /** The connection was lost, an answer made no sense, or the outcome cannot be known. */
  unknown: 4,
  /** A time limit ran out; the number that `timeout` of coreutils uses. */
  timeout: 124,
  /** Ctrl-C: 128 and SIGINT's number, as shells report it. */
  interrupted: 130,
  /** SIGTERM: 128 and its number. */
  terminated: 143,
} as const;

/** One of the codes of {@link ExitCode}. */
export type ExitCode = (typeof ExitCode)[keyof typeof ExitCode];

/** The one table from error to exit code. */
export const exitCodeByTag: Readonly<Record<JobwireErrorTag, ExitCode>> = {
  JobFailed: ExitCode.failed,
  NotFound: ExitCode.failed,
  InvalidRequest: ExitCode.usage,
  Conflict: ExitCode.usage,
  Unauthorized: ExitCode.usage,
  Forbidden: ExitCode.usage,
  BrowserRefused: ExitCode.usage,
  JobStopped: ExitCode.stopped,
  ConnectionFailed: ExitCode.unknown,
  ServerError: ExitCode.unknown,
  BadResponse: ExitCode.unknown,
  RateLimited: ExitCode.unknown,
  NotReady: ExitCode.unknown,
  LogReset: ExitCode.unknown,
  StreamLimitExceeded: ExitCode.unknown,
  JobLost: ExitCode.unknown,
  CreateOutcomeUnknown: ExitCode.unknown,
  RedirectRefused: ExitCode.unknown,
  Timeout: ExitCode.timeout,
  Aborted: ExitCode.interrupted,
};

/** The code for anything thrown; a defect is `unknown`, never 1, which would say that the job failed. */
export const exitCodeOfError = (error: unknown): ExitCode =>
  isJobwireError(error) ? exitCodeByTag[error._tag] : ExitCode.unknown;

/** How jobs end, in the words of every system that there is. */
const endings: Readonly<Record<string, ExitCode>> = {
  SUCCEEDED: ExitCode.succeeded,
  COMPLETE: ExitCode.succeeded,
  COMPLETED: ExitCode.succeeded,
  FAILED: ExitCode.failed,
  ABORTED: ExitCode.failed,
  STOPPED: ExitCode.stopped,
  CANCELED: ExitCode.stopped,
  CANCELLED: ExitCode.stopped,
};

const endingOf = (status: string): ExitCode | undefined => {
  const word = status.toUpperCase();
  return Object.hasOwn(endings, word) ? endings[word] : undefined;
};

/** Whether a job of this status has ended; a word that is not known is none of an end. */
export const isEnding = (status: string): boolean => endingOf(status) !== undefined;

/** The code for a job that ended with this status. */
export const exitCodeOfStatus = (status: string): ExitCode => endingOf(status) ?? ExitCode.unknown;

const severity: ReadonlyArray<ExitCode> = [
  ExitCode.terminated,
  ExitCode.interrupted,
  ExitCode.usage,
  ExitCode.unknown,
  ExitCode.timeout,
  ExitCode.failed,
  ExitCode.stopped,
  ExitCode.succeeded,
];

/** The code of a command about several jobs: the gravest of theirs, what is not known before what is known to be bad. */
export const gravestExitCode = (codes: ReadonlyArray<ExitCode>): ExitCode =>
  severity.find((code) => codes.includes(code)) ?? ExitCode.succeeded;
