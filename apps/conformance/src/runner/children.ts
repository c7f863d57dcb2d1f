import { type ChildProcess, spawn } from "node:child_process";
import type { Writable } from "node:stream";
import { fileURLToPath } from "node:url";

/**
 * Becomes the program when a line arrives on descriptor 3, and ends when that closes before. So a runner killed right after it
 * started a program leaves none that its watchdog does not know; Chromium, which does not end by itself, was left that way.
 */
const launch = 'read -r _ <&3 && exec "$@" 3<&-';

/** The exit codes of a shell for a command that it found not executable, or did not find. */
export const cannotStart: ReadonlySet<number | null> = new Set([126, 127]);

/** The processes of a run. None outlives the runner, not even a killed one: a watchdog ends the rest. */
export class Children {
  readonly #watchdog: ChildProcess;
  readonly #groups = new Set<number>();
  #closed = false;

  constructor() {
    // Tests run the sources, whose types Node strips.
    const name = import.meta.url.endsWith(".ts") ? "watchdog.ts" : "watchdog.js";
    const watchdog = fileURLToPath(new URL(name, import.meta.url));
    this.#watchdog = spawn(process.execPath, [watchdog], { stdio: ["pipe", "ignore", "inherit"], detached: true });
    // A runner that can no longer write to it is ending itself.
    this.#watchdog.stdin?.on("error", () => {});
  }

  /**
   * Starts a process in a group of its own, once the watchdog knows of it. Its output is piped. A command that cannot start ends with
   * one of `cannotStart`.
   */
  start(command: string, args: ReadonlyArray<string>): ChildProcess {
    const child = spawn("/bin/sh", ["-c", launch, "sh", command, ...args], {
      stdio: ["ignore", "pipe", "pipe", "pipe"],
      detached: true,
    });
    const { pid } = child;
    if (pid === undefined) return child;
    const gate = child.stdio[3] as Writable;
    // A process that was ended before it began no longer reads.
    gate.on("error", () => {});
    this.#groups.add(pid);
    this.#tell({ pid }, (error) => gate.end(error ? "" : "start\n"));
    child.once("exit", () => {
      // A browser's helpers may outlive it for a moment; no process of the group has work left.
      killGroup(pid);
      this.#groups.delete(pid);
      this.#tell({ ended: pid });
    });
    if (this.#closed) killGroup(pid);
    return child;
  }

  /** Makes a folder that is removed even when the runner is killed. */
  keepsFolder(folder: string): () => void {
    this.#tell({ folder });
    return () => this.#tell({ removed: folder });
  }

  /** Ends every process at once, and each that is started later. */
  endAll(): void {
    this.#closed = true;
    for (const pid of this.#groups) killGroup(pid);
  }

  /** Ends the remaining processes, and the watchdog. */
  close(): void {
    this.endAll();
    this.#watchdog.stdin?.end();
  }

  #tell(line: object, told?: (error: Error | null | undefined) => void): void {
    this.#watchdog.stdin?.write(`${JSON.stringify(line)}\n`, told);
  }
}

const killGroup = (pid: number): void => {
  try {
    process.kill(-pid, "SIGKILL");
  } catch {
    // It has ended.
  }
};
