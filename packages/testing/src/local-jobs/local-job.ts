import { spawn } from "node:child_process";
import { closeSync, openSync, writeSync } from "node:fs";
import { jobEnvironment } from "./job-environment.ts";
import { ProcessGroup } from "./process-group.ts";
import type { Watchdog } from "./watchdog.ts";

export interface LocalJobOptions {
  /** Run by `/bin/sh -c`. An empty string is a command that succeeds. */
  readonly entrypoint: string;
  /** stdout and stderr of the command are appended to it; it is created when missing. */
  readonly logFile: string;
  /** Ends the command when this process is gone. */
  readonly watchdog: Watchdog;
  /** Of the environment of this process the command gets little more than PATH and HOME; this is added. */
  readonly environment?: Readonly<Record<string, string>>;
  readonly workingDirectory?: string;
  /**
   * Written to the log right after the command was started, so that it lands among the first lines of output: the
   * second line of a Ray job's log is buffered by Ray and often comes after what the program printed first.
   */
  readonly announcement?: string;
}

/** How the command ended: its exit code, or the number of the signal as a negative number (-9), as Python tells it. */
export type LocalJobExit = number;

/** An entrypoint running as a local process in a process group (and session) of its own. */
export class LocalJob {
  readonly pid: number;
  /** Settles when the command itself ended; children it left in the background may still write to the log. */
  readonly exited: Promise<LocalJobExit>;
  readonly #group: ProcessGroup;
  #stopping: Promise<void> | undefined;

  private constructor(pid: number, exited: Promise<LocalJobExit>, watchdog: Watchdog) {
    this.pid = pid;
    this.exited = exited;
    this.#group = new ProcessGroup(pid, watchdog);
    void exited.then(() => this.#group.leaderExited());
  }

  /** Starts the command. Rejects when it cannot be started at all (a NUL in it, no `/bin/sh`, no such directory). */
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
   * SIGTERM to the whole process group, SIGKILL to what is left of it after `killAfterMs`. Settles when the command has
   * ended and its group is empty or was killed. A second call waits for the first.
   */
  stop(killAfterMs: number): Promise<void> {
    this.#stopping ??= this.#group.terminate(killAfterMs).then(async () => {
      await this.exited;
    });
    return this.#stopping;
  }

  /** SIGKILL to the whole process group, also to children the command left behind. Settles when the command is gone. */
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

/** Of the signals that end a process, those with one number on Linux and macOS; 128 for the others. */
function signalNumber(signal: NodeJS.Signals | null): number {
  return (signal === null ? undefined : SIGNAL_NUMBERS[signal]) ?? 128;
}
