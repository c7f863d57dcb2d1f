import { CommanderError } from "commander";
import { ExitCode, exitCodeOfError } from "./exit-code.ts";
import { Interrupted } from "./interrupts.ts";
import { isJobwireError } from "./jobwire-error.ts";
import { jsonLine } from "./output/json.ts";
import type { Notices } from "./output/notices.ts";
import { redactPrinted } from "./output/redact-printed.ts";
import { OutputClosed } from "./output/stdout.ts";
import { UsageError } from "./settings/parse-option.ts";

/** The system's own errors (a port that is taken, a full disk) say enough; anything else is a defect and shows where. */
const describe = (cause: unknown): string => {
  if (!(cause instanceof Error)) return String(cause);
  return "syscall" in cause ? cause.message : (cause.stack ?? cause.message);
};

/** Says on stderr why a command ended, and gives its exit code. */
export const report = (error: unknown, signal: AbortSignal, notices: Notices, json: boolean): ExitCode => {
  // The reason that the command was ended for counts, not what its parts made of being ended.
  const cause: unknown = signal.aborted ? signal.reason : error;
  if (cause instanceof Interrupted) return cause.exitCode;
  if (cause instanceof OutputClosed) return ExitCode.succeeded;
  if (cause instanceof CommanderError) return cause.exitCode === 0 ? ExitCode.succeeded : ExitCode.usage;
  if (cause instanceof UsageError) {
    notices.error(cause.message);
    return ExitCode.usage;
  }
  if (isJobwireError(cause)) {
    if (json) notices.stream.write(redactPrinted(jsonLine(cause), notices.redact));
    else notices.error(cause.message);
    if (notices.verbose && cause.serverText !== undefined) notices.say(cause.serverText);
    return exitCodeOfError(cause);
  }
  notices.error(describe(cause));
  return exitCodeOfError(cause);
};
