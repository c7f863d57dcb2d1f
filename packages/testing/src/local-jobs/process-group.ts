import { setTimeout as sleep } from "node:timers/promises";
import type { Watchdog } from "./watchdog.ts";

/** Ray's job supervisor looks at its processes this often while it stops them (SUBPROCESS_POLL_PERIOD_S). */
const POLL_MS = 50;

/** The process group of one command, by the id of its leader. Never signals a group that is known to be gone. */
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
   * To be called when the leader was reaped. From then on its id is only ours while other members keep the group, so the
   * group is looked at until they are gone: the system may give the number to strangers afterwards.
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

  /** False when nobody is left to get it. */
  signal(signal: NodeJS.Signals | 0): boolean {
    if (this.#gone) return false;
    try {
      process.kill(-this.#leader, signal);
      return true;
    } catch (error) {
      // EPERM: members exist, but of another user (the command changed it).
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
        // Not waited for, as Ray does not: an init that reaps nobody would keep the group alive for ever.
        this.signal("SIGKILL");
        return;
      }
      await sleep(Math.min(POLL_MS, killAfterMs));
    }
  }
}
