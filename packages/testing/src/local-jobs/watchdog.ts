import { type ChildProcess, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { mkdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Writable } from "node:stream";
import { watchdogScript } from "./watchdog-script.ts";

/** Far more than it takes; only so that a watchdog that hangs does not hold the server. */
const patienceMs = 30_000;

/**
 * A process beside this one that ends the jobs and removes the temporary folder when this one is gone, however it went: a process
 * that is killed cannot do so itself.
 *
 * It finds jobs by their process group, by a mark in their environment and by their parents. What is not found: a process that left
 * its group, cleared its environment and has no parent among the others any more; and, without /proc, any that left its group.
 */
export class Watchdog {
  /** A folder of this server's own, which nobody else can read. It goes with the server. */
  readonly folder: string;
  /** A job has it in its environment. */
  readonly mark: Readonly<Record<string, string>>;
  readonly #child: ChildProcess;
  readonly #input: Writable;
  readonly #ended: Promise<void>;

  /** Starts it, then makes the folder, whose name begins with `prefix`. */
  constructor(prefix: string) {
    const name = "JOBWIRE_JOB_OF";
    const id = randomBytes(16).toString("hex");
    this.mark = { [name]: id };
    this.folder = join(tmpdir(), `${prefix}${id.slice(0, 12)}`);
    const { PATH = "/usr/bin:/bin" } = process.env;
    // A session of its own: a signal to the server's group, as Ctrl-C sends one, does not reach it.
    this.#child = spawn("/bin/sh", ["-c", watchdogScript, "jobwire-watchdog", this.folder, `${name}=${id}`], {
      cwd: "/",
      detached: true,
      env: { PATH },
      stdio: ["pipe", "ignore", "ignore"],
    });
    this.#ended = new Promise((resolve) => {
      this.#child.once("exit", () => resolve());
      this.#child.once("error", () => resolve());
    });
    const { stdin } = this.#child;
    if (stdin === null) throw new Error("the watchdog was started without a pipe");
    this.#input = stdin;
    // Somebody may have killed it. Then jobs end by this process alone.
    stdin.on("error", () => {});
    this.#child.unref();
    if ("unref" in stdin && typeof stdin.unref === "function") stdin.unref();
    mkdirSync(this.folder, { mode: 0o700 });
  }

  /** Names a process group that has a job's processes. */
  add(group: number): void {
    this.#input.write(`+ ${group}\n`);
  }

  /** To be called when the group has no process any more: its number may be given to strangers. */
  remove(group: number): void {
    if (this.#input.writable) this.#input.write(`- ${group}\n`);
  }

  /**
   * Ends all jobs, also what left their groups, and removes the folder. To be called before anything else ends them: a process
   * whose parent is dead is harder to find.
   */
  async close(): Promise<void> {
    this.#child.ref();
    this.#input.end("close\n");
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, patienceMs);
    });
    await Promise.race([this.#ended, late]);
    clearTimeout(timer);
    rmSync(this.folder, { recursive: true, force: true });
  }
}
