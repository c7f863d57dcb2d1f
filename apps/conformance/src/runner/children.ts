import { type ChildProcess, spawn, type SpawnOptions } from "node:child_process";
import { fileURLToPath } from "node:url";

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

  /** Starts a process in a group of its own. */
  start(command: string, args: ReadonlyArray<string>, options: SpawnOptions): ChildProcess {
    const child = spawn(command, args, { ...options, detached: true });
    const { pid } = child;
    if (pid === undefined) return child;
    this.#groups.add(pid);
    this.#tell({ pid });
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

  #tell(line: object): void {
    this.#watchdog.stdin?.write(`${JSON.stringify(line)}\n`);
  }
}

const killGroup = (pid: number): void => {
  try {
    process.kill(-pid, "SIGKILL");
  } catch {
    // It has ended.
  }
};
