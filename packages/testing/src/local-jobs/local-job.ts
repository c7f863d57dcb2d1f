import { spawn } from "node:child_process";
import { closeSync, openSync, writeSync } from "node:fs";
import { jobEnvironment } from "./job-environment.ts";
import { ProcessGroup } from "./process-group.ts";
import type { Watchdog } from "./watchdog.ts";

export interface LocalJobOptions {
  /** Run by `/bin/sh -c`. An empty string is a command that succeeds. */
  readonly entrypoint: string;
  /** The command's stdout and stderr are appended to this file; it is created if missing. */
  readonly logFile: string;
  /** Ends the command when this process ends. */
  readonly watchdog: Watchdog;
  /** Added to the command's environment, which otherwise holds little more of this process's than PATH and HOME. */
  readonly environment?: Readonly<Record<string, string>>;
  readonly workingDirectory?: string;
  /**
   * Written to the log right after the command starts, so that it appears among the first lines of output: Ray buffers the second
   * line of a job's log, which often comes after the program's first output.
   */
  readonly announcement?: string;
}

/** How the command ended: its exit code, or the signal's number as a negative number (-9), as Python reports it. */
export type LocalJobExit = number;

/** An entrypoint that runs as a local process in a process group (and session) of its own. */
export class LocalJob {
  readonly pid: number;
  /** Settles when the command itself ended; its background children may still write to the log. */
  readonly exited: Promise<LocalJobExit>;
  readonly #group: ProcessGroup;
  #stopping: Promise<void> | undefined;

  private constructor(pid: number, exited: Promise<LocalJobExit>, watchdog: Watchdog) {
    this.pid = pid;
    this.exited = exited;
    this.#group = new ProcessGroup(pid, watchdog);
    void exited.then(() => this.#group.leaderExited());
  }

  /** Starts the command. Rejects when it cannot start (a NUL in it, no `/bin/sh`, no such directory). */
  static async start(options: LocalJobOptions): Promise<LocalJob> {
    const log = openSync(options.logFile, "a");
    try {
      const child = spawn("/bin/sh", ["-c", options.entrypoint], {
        detached: true,
        stdio: ["ignore", log, log],
        env: jobEnvironment(process.env, { ...options.environment, ...options.watchdog.mark }),
        ...(options.workingDirectory === undefined ? {} : { cwd: options.workingDirectory }),
      });
      const exited = new Promise<LocalJobExit>((resolve) => {
        child.once("exit", (code, signal) => resolve(code ?? -signalNumber(signal)));
      });
      await new Promise<void>((resolve, reject) => {
        child.once("spawn", resolve);
        child.once("error", reject);
      });
      if (child.pid === undefined) throw new Error("the command was started without a process id");
      if (options.announcement !== undefined) writeSync(log, options.announcement);
      return new LocalJob(child.pid, exited, options.watchdog);
    } finally {
      closeSync(log);
    }
  }

  /**
   * Sends SIGTERM to the whole process group, and SIGKILL to what is left of it after `killAfterMs`. Settles when the command has
   * ended and its group is empty or was killed. A second call waits for the first.
   */
  stop(killAfterMs: number): Promise<void> {
    this.#stopping ??= this.#group.terminate(killAfterMs).then(async () => {
      await this.exited;
    });
    return this.#stopping;
  }

  /** Sends SIGKILL to the whole process group, including the command's background children. Settles when the command has ended. */
  async kill(): Promise<void> {
    this.#group.signal("SIGKILL");
    await this.exited;
  }
}

const SIGNAL_NUMBERS: Readonly<Record<string, number>> = {
  SIGHUP: 1,
  SIGINT: 2,
  SIGQUIT: 3,
  SIGILL: 4,
  SIGABRT: 6,
  SIGFPE: 8,
  SIGKILL: 9,
  SIGSEGV: 11,
  SIGPIPE: 13,
  SIGALRM: 14,
  SIGTERM: 15,
};

/** The signals that end a process and have one number on Linux and macOS; 128 for the others. */
function signalNumber(signal: NodeJS.Signals | null): number {
  return (signal === null ? undefined : SIGNAL_NUMBERS[signal]) ?? 128;
}
