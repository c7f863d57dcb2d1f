import type { SpoolOptions } from "../spool/spool.ts";
import { FollowedLog } from "./followed-log.ts";
import type { LogSource } from "./log-source.ts";

/** A log for one reader. */
export interface LogReader {
  readonly log: FollowedLog;
  /** Ends the reading. */
  readonly leave: () => void;
}

/** The limits of {@link FollowedLogs}. */
export interface FollowedLogsOptions {
  readonly maxLogs: number;
  readonly keepMs: number;
  readonly spool: Omit<SpoolOptions, "label" | "reread">;
}

interface Entry {
  readonly key: string;
  readonly log: FollowedLog;
  readers: number;
  keep: ReturnType<typeof setTimeout> | undefined;
}

/** The logs that the gateway follows now: each once, for as long as somebody reads it and a while after. */
export class FollowedLogs {
  readonly #options: FollowedLogsOptions;
  readonly #entries = new Map<string, Entry>();
  /** Logs that end now; `close` waits for them. */
  readonly #ending = new Set<Promise<void>>();

  constructor(options: FollowedLogsOptions) {
    this.#options = options;
  }

  /**
   * Opens a log for a reader; undefined when too many logs are followed. A log that was lost is followed anew for a reader that
   * begins at its start.
   */
  open(key: string, source: () => LogSource, fromStart: boolean): LogReader | undefined {
    const kept = this.#entries.get(key);
    if (kept !== undefined && kept.log.lost && fromStart) this.#forget(kept);
    const entry = this.#entries.get(key) ?? this.#add(key, source);
    if (entry === undefined) return undefined;
    clearTimeout(entry.keep);
    entry.readers += 1;
    entry.log.follow();
    let left = false;
    const leave = (): void => {
      if (left) return;
      left = true;
      entry.readers -= 1;
      if (entry.readers === 0) this.#keep(entry);
    };
    return { log: entry.log, leave };
  }

  /** Forgets a log that no longer exists. Who reads it now reads it to where it is. */
  forget(key: string): void {
    const entry = this.#entries.get(key);
    if (entry !== undefined) this.#forget(entry);
  }

  /** Ends all of them. */
  async close(): Promise<void> {
    for (const entry of this.#entries.values()) this.#end(entry);
    this.#entries.clear();
    await Promise.all(this.#ending);
  }

  #add(key: string, source: () => LogSource): Entry | undefined {
    if (this.#entries.size >= this.#options.maxLogs && !this.#freeOne()) return undefined;
    const entry: Entry = { key, log: new FollowedLog(source(), this.#options.spool), readers: 0, keep: undefined };
    this.#entries.set(key, entry);
    return entry;
  }

  /** Ends the log without readers that was opened first. */
  #freeOne(): boolean {
    for (const entry of this.#entries.values()) {
      if (entry.readers > 0) continue;
      this.#forget(entry);
      return true;
    }
    return false;
  }

  #keep(entry: Entry): void {
    const { log, key } = entry;
    if (this.#entries.get(key) !== entry) return this.#end(entry);
    // Nothing was read of it, so there is nothing to keep: an unknown job, mostly.
    if (log.failure !== undefined && log.spool.end.offset === 0) return this.#forget(entry);
    entry.keep = setTimeout(() => this.#forget(entry), this.#options.keepMs);
    unref(entry.keep);
  }

  #forget(entry: Entry): void {
    this.#entries.delete(entry.key);
    if (entry.readers === 0) this.#end(entry);
  }

  #end({ log, keep }: Entry): void {
    clearTimeout(keep);
    const ending = log.close().finally(() => this.#ending.delete(ending));
    this.#ending.add(ending);
  }
}

/** A kept log must not keep a process alive that has nothing else to do. Deno and browsers have numbers as timers. */
const unref = (timer: unknown): void => {
  if (typeof timer === "object" && timer !== null && "unref" in timer && typeof timer.unref === "function")
    timer.unref();
};
