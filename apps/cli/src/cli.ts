import type { ExitCode } from "./exit-code.ts";
import type { Interrupts } from "./interrupts.ts";
import type { Output } from "./output/stdout.ts";

/** The process as commands see it. */
export interface Cli {
  readonly output: Output;
  readonly interrupts: Interrupts;
  /** Aborts when the command must end: after SIGINT or SIGTERM, or when stdout is closed. */
  readonly signal: AbortSignal;
  /** The environment that settings come from. */
  readonly environment: NodeJS.ProcessEnv;
  /** The number of arguments after `--`, which commander does not report. */
  readonly operandsAfterDashes: number;
  /** The exit code; the command that runs sets it. */
  exitCode: ExitCode;
}
