import type { JobwireErrorTag, NotFoundReason } from "@jobwire/core";
import { isJobwireError } from "./jobwire-error.ts";

/** The exit codes of the command. Scripts depend on them, so they stay the same. */
export const ExitCode = {
  /** The job succeeded, or the command did what the user asked. */
  succeeded: 0,
  /** The job failed, or was not found. */
  failed: 1,
  /** Wrong usage, an invalid request, no permission (401, 403), or a named thing that does not exist and is no job. */
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

/** The exit code of each error; that of `NotFound` is for one without a reason. */
export const exitCodeByTag: Readonly<Record<JobwireErrorTag, ExitCode>> = {
  JobFailed: ExitCode.failed,
  InvalidRequest: ExitCode.usage,
  Conflict: ExitCode.usage,
  Unauthorized: ExitCode.usage,
  Forbidden: ExitCode.usage,
  BrowserRefused: ExitCode.usage,
  JobStopped: ExitCode.stopped,
  NotFound: ExitCode.unknown,
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

/** The exit code of each reason of `NotFound`. Only the absence of the job itself is 1, because scripts read 1 as a failed job. */
export const exitCodeByNotFoundReason: Readonly<Record<NotFoundReason, ExitCode>> = {
  "unknown-job": ExitCode.failed,
  // Another server or a proxy responds at the address, so nothing is known about the job.
  "unknown-path": ExitCode.unknown,
  "unknown-name": ExitCode.usage,
  "unknown-package": ExitCode.usage,
  "unknown-application": ExitCode.usage,
  "unknown-deployment": ExitCode.usage,
  "unknown-log": ExitCode.usage,
  "unknown-actor": ExitCode.usage,
  "unknown-node": ExitCode.usage,
  "unknown-object": ExitCode.usage,
  "unknown-placement-group": ExitCode.usage,
  "unknown-task": ExitCode.usage,
  "unknown-worker": ExitCode.usage,
  "app-missing": ExitCode.usage,
  "procedure-missing": ExitCode.usage,
  "database-missing": ExitCode.usage,
};

/** The exit code of a thrown value. A bug is `unknown` and never 1, which means that the job failed. */
export const exitCodeOfError = (error: unknown): ExitCode => {
  if (!isJobwireError(error)) return ExitCode.unknown;
  const byReason =
    error._tag === "NotFound" && error.reason !== undefined ? exitCodeByNotFoundReason[error.reason] : undefined;
  return byReason ?? exitCodeByTag[error._tag];
};

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
