import type { ExitCode } from "./exit-code.ts";
import type { Interrupts } from "./interrupts.ts";
import type { Output } from "./output/stdout.ts";

/** What every command works with. */
export interface Cli {
  readonly output: Output;
  readonly interrupts: Interrupts;
  /** Aborts when the command shall end: a signal, or stdout closed. */
  readonly signal: AbortSignal;
  /** The environment that settings are read from. */
  readonly environment: NodeJS.ProcessEnv;
  /** How many arguments stood after `--`, which commander does not tell. */
  readonly wordsAfterDashes: number;
  /** The exit code; set by the command that ran. */
  exitCode: ExitCode;
}
