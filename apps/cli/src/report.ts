import type { JobwireError } from "@jobwire/core";
import { CommanderError } from "commander";
import { ExitCode, exitCodeOfError } from "./exit-code.ts";
import { Interrupted } from "./interrupts.ts";
import { isJobwireError } from "./jobwire-error.ts";
import { jsonLine } from "./output/json.ts";
import type { Notices } from "./output/notices.ts";
import { redactPrinted } from "./output/redact-printed.ts";
import { OutputClosed } from "./output/stdout.ts";
import { UsageError } from "./settings/parse-option.ts";

/** A system error (a port in use, a full disk) needs no stack. Anything else is a bug, and its stack shows where. */
const describe = (cause: unknown): string => {
  if (!(cause instanceof Error)) return String(cause);
  return "syscall" in cause ? cause.message : (cause.stack ?? cause.message);
};

/** Prints an error of Jobwire on stderr: its message, with `--verbose` also the URL of its docs, or with `json` all of it. */
export const printError = (error: JobwireError, notices: Notices, json: boolean): void => {
  if (json) {
    notices.stream.write(redactPrinted(jsonLine(error), notices.redact));
    return;
  }
  notices.error(error.shortMessage);
  if (notices.verbose) notices.info(`See ${error.docsUrl}`);
};

/** Prints on stderr why a command ended, and returns its exit code. */
export const report = (error: unknown, signal: AbortSignal, notices: Notices, json: boolean): ExitCode => {
  // The signal's reason is the cause; the thrown error is only a consequence of the abort.
  const cause: unknown = signal.aborted ? signal.reason : error;
  if (cause instanceof Interrupted) return cause.exitCode;
  if (cause instanceof OutputClosed) return ExitCode.succeeded;
  if (cause instanceof CommanderError) return cause.exitCode === 0 ? ExitCode.succeeded : ExitCode.usage;
  if (cause instanceof UsageError) {
    notices.error(cause.message);
    return ExitCode.usage;
  }
  if (isJobwireError(cause)) {
    printError(cause, notices, json);
    if (notices.verbose && cause.serverText !== undefined) notices.info(cause.serverText);
    return exitCodeOfError(cause);
  }
  notices.error(describe(cause));
  return exitCodeOfError(cause);
};
