import type { JobwireErrorTag } from "@jobwire/core";
import { isJobwireError } from "./jobwire-error.ts";

/** The exit codes of the command. Scripts depend on them, so they stay the same. */
export const ExitCode = {
  /** The job succeeded, or the command did what the user asked. */
  succeeded: 0,
  /** The job failed, or was not found. */
  failed: 1,
  /** Wrong usage, an invalid request, or no permission (401, 403). */
  usage: 2,
  /** The job was stopped. */
  stopped: 3,
  /** Connection lost, unreadable response, or unknown outcome. */
  unknown: 4,
  /** A time limit ran out. `timeout` of coreutils uses the same number. */
  timeout: 124,
  /** Ctrl-C: 128 and SIGINT's number, as shells report it. */
  interrupted: 130,
  /** SIGTERM: 128 and its number. */
  terminated: 143,
} as const;

/** One of the codes of {@link ExitCode}. */
export type ExitCode = (typeof ExitCode)[keyof typeof ExitCode];

/** The exit code of each error. */
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

/** The exit code of a thrown value. A bug is `unknown` and never 1, which means that the job failed. */
export const exitCodeOfError = (error: unknown): ExitCode =>
  isJobwireError(error) ? exitCodeByTag[error._tag] : ExitCode.unknown;

/** The exit code of each terminal status of Ray, the agent and the reasoners. */
const exitCodeByStatus: Readonly<Record<string, ExitCode>> = {
  SUCCEEDED: ExitCode.succeeded,
  COMPLETE: ExitCode.succeeded,
  COMPLETED: ExitCode.succeeded,
  FAILED: ExitCode.failed,
  ABORTED: ExitCode.failed,
  STOPPED: ExitCode.stopped,
  CANCELED: ExitCode.stopped,
  CANCELLED: ExitCode.stopped,
};

const knownExitCode = (status: string): ExitCode | undefined => {
  const name = status.toUpperCase();
  return Object.hasOwn(exitCodeByStatus, name) ? exitCodeByStatus[name] : undefined;
};

/** Whether a job with this status has ended. False for an unknown status. */
export const isTerminalStatus = (status: string): boolean => knownExitCode(status) !== undefined;

/** The exit code of a job that ended with this status. */
export const exitCodeOfStatus = (status: string): ExitCode => knownExitCode(status) ?? ExitCode.unknown;

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

/** The exit code of a command about several jobs: the worst of theirs. An unknown outcome is worse than a failed job. */
export const worstExitCode = (codes: ReadonlyArray<ExitCode>): ExitCode =>
  severity.find((code) => codes.includes(code)) ?? ExitCode.succeeded;
