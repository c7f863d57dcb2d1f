import { setTimeout as sleep } from "node:timers/promises";
import type { Watchdog } from "./watchdog.ts";

/** Ray's job supervisor checks its processes this often while it stops them (SUBPROCESS_POLL_PERIOD_S). */
const POLL_MS = 50;

/** The process group of one command, by the id of its leader. It never signals a group that is known to have ended. */
export class ProcessGroup {
  readonly #leader: number;
  readonly #watchdog: Watchdog;
  #gone = false;

  constructor(leader: number, watchdog: Watchdog) {
    this.#leader = leader;
    this.#watchdog = watchdog;
    watchdog.add(leader);
  }

  /**
   * Call this when the leader was reaped. From then on the id belongs to the group only while it has other members, so this watches
   * the group until it is empty: afterwards the system may assign the number to another process.
   */
  leaderExited(): void {
    if (!this.isAlive()) return;
    const watch = setInterval(() => {
      if (!this.isAlive()) clearInterval(watch);
    }, 1000);
    watch.unref();
  }

  isAlive(): boolean {
    return this.signal(0);
  }

  /** False when the group has no process left. */
  signal(signal: NodeJS.Signals | 0): boolean {
    if (this.#gone) return false;
    try {
      process.kill(-this.#leader, signal);
      return true;
    } catch (error) {
      // EPERM: the group has members, but of another user (the command changed it).
      if (error instanceof Error && "code" in error && error.code === "EPERM") return true;
      this.#gone = true;
      this.#watchdog.remove(this.#leader);
      return false;
    }
  }

  async terminate(killAfterMs: number): Promise<void> {
    const deadline = Date.now() + killAfterMs;
    this.signal("SIGTERM");
    while (this.isAlive()) {
      if (Date.now() >= deadline) {
        // Does not wait, as Ray does not: an init that reaps nothing would keep the group alive forever.
        this.signal("SIGKILL");
        return;
      }
      await sleep(Math.min(POLL_MS, killAfterMs));
    }
  }
}
