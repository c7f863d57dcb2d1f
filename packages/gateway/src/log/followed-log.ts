import { isJobwireError, type JobwireError, ServerError } from "@jobwire/core";
import { Spool, type SpoolOptions } from "../spool/spool.ts";
import { Version } from "../streams/version.ts";
import type { LogSource } from "./log-source.ts";

/** After these errors the log that was read is lost, and reading on would join two logs. */
const finalTags = new Set<string>(["LogReset", "JobLost", "StreamLimitExceeded", "NotFound", "InvalidRequest"]);

const known = (error: unknown, label: string): JobwireError =>
  isJobwireError(error)
    ? error
    : new ServerError({ message: `${label} could not be kept: ${String(error)}`, reason: undefined, cause: error });

/** One log that the gateway follows: one tail fills its spool, and any number of readers read the spool. */
export class FollowedLog {
  static #made = 0;
  /** Distinguishes it from another log that has the same name later: a job may be deleted and submitted again. */
  readonly number: number = (FollowedLog.#made += 1);
  readonly spool: Spool;
  readonly source: LogSource;
  readonly #stop = new AbortController();
  readonly #version = new Version();
  #caughtUp = false;
  #closed = false;
  #failure: JobwireError | undefined;
  #running: Promise<void> | undefined;

  constructor(source: LogSource, options: Omit<SpoolOptions, "label" | "reread">) {
    this.source = source;
    this.spool = new Spool({
      ...options,
      label: source.label,
      reread: (from, signal) => source.read({ from, follow: false, signal, onShown: () => undefined }),
    });
  }

  /** Changes whenever a reader could see something new. */
  get version(): number {
    return this.#version.value;
  }

  /** The spool has, or had, everything that the source showed. */
  get caughtUp(): boolean {
    return this.#caughtUp || this.#closed;
  }

  /** The end is proven, and the spool has all of it. */
  get closed(): boolean {
    return this.#closed;
  }

  /** Why the tail ended without a proven end. */
  get failure(): JobwireError | undefined {
    return this.#failure;
  }

  /** No further try can continue this log. */
  get lost(): boolean {
    return this.#failure !== undefined && finalTags.has(this.#failure._tag);
  }

  /** Follows the log if it is not followed; after a failure that may pass it continues where it ended. */
  follow(): void {
    if (this.#running !== undefined || this.#closed || this.lost || this.#stop.signal.aborted) return;
    this.#failure = undefined;
    // The source may have grown since it failed.
    this.#caughtUp = false;
    this.#running = this.#run();
  }

  /** As {@link Version.changed}. */
  changed(seen: number, ms: number, signal: AbortSignal): Promise<void> {
    return this.#version.changed(seen, ms, signal);
  }

  /** Ends the tail and frees the spool. */
  async close(): Promise<void> {
    this.#stop.abort();
    this.#version.advance();
    await this.#running;
    await this.spool.close();
  }

  async #run(): Promise<void> {
    const { signal } = this.#stop;
    /** The lines that the source had when it last reported them. */
    let shown = Number.POSITIVE_INFINITY;
    const noteShown = (): void => {
      if (this.#caughtUp || this.spool.end.lines < shown) return;
      this.#caughtUp = true;
      this.#version.advance();
    };
    try {
      const parts = this.source.read({
        from: this.spool.end.mark,
        follow: true,
        signal,
        onShown: (lines) => {
          shown = lines;
          noteShown();
        },
      });
      // Leaving the loop, also by an error, ends the tail.
      for await (const part of parts) {
        await this.spool.append(part);
        this.#version.advance();
        noteShown();
      }
      this.#closed = true;
    } catch (error) {
      this.#failure = known(error, this.source.label);
    }
    this.#running = undefined;
    this.#version.advance();
  }
}
