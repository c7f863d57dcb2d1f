import { type ChildProcess, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { mkdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Writable } from "node:stream";
import { watchdogScript } from "./watchdog-script.ts";

/** Far longer than it takes; only so that a watchdog that hangs does not block the server. */
const patienceMs = 30_000;

/**
 * A second process that ends the jobs and removes the temporary folder when this process ends, however it ends: a killed process
 * cannot clean up.
 *
 * It finds jobs by process group, by a mark in their environment and by their parents. It misses a process that left its group,
 * cleared its environment and has no parent among the others; and, without /proc, any process that left its group.
 */
export class Watchdog {
  /** A folder of this server that nobody else can read. It is removed with the server. */
  readonly folder: string;
  /** The environment mark of every job. */
  readonly mark: Readonly<Record<string, string>>;
  readonly #child: ChildProcess;
  readonly #input: Writable;
  readonly #ended: Promise<void>;

  /** Starts the watchdog, then makes the folder, whose name begins with `prefix`. */
  constructor(prefix: string) {
    const name = "JOBWIRE_JOB_OF";
    const id = randomBytes(16).toString("hex");
    this.mark = { [name]: id };
    this.folder = join(tmpdir(), `${prefix}${id.slice(0, 12)}`);
    const { PATH = "/usr/bin:/bin" } = process.env;
    // A session of its own: a signal to the server's group, such as Ctrl-C, does not reach it.
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
    // Another process may have killed the watchdog. Then only this process ends the jobs.
    stdin.on("error", () => {});
    this.#child.unref();
    if ("unref" in stdin && typeof stdin.unref === "function") stdin.unref();
    mkdirSync(this.folder, { mode: 0o700 });
  }

  /** Reports a process group that has a job's processes. */
  add(group: number): void {
    this.#input.write(`+ ${group}\n`);
  }

  /** Call this when the group has no process left: the system may assign its number to another process. */
  remove(group: number): void {
    if (this.#input.writable) this.#input.write(`- ${group}\n`);
  }

  /**
   * Ends all jobs, including processes that left their groups, and removes the folder. Call it before anything else ends them: a
   * process whose parent has ended is harder to find.
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
