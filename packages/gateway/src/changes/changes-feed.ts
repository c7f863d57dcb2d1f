import { isJobwireError, type JobwireError, LogReset, ServerError } from "@jobwire/core";
import { Refusal } from "../api/problem.ts";
import { badRequest } from "../api/refusals.ts";
import { formatOffset } from "../streams/format-offset.ts";
import type { StreamView } from "../streams/stream-view.ts";
import { Version } from "../streams/version.ts";

/** A job as messages show it: any JSON with an id. */
export interface ChangedJob {
  readonly id: string;
}

/** Options of a feed. */
export interface ChangesOptions {
  /** Reads all jobs now. */
  readonly list: (signal: AbortSignal) => Promise<ReadonlyArray<ChangedJob>>;
  readonly pollMs: number;
  /** The feed polls for this long after its last reader left. */
  readonly keepMs: number;
  /** Names this run of the gateway: offsets of another run mean nothing. */
  readonly run: string;
}

/** Changes that are kept for readers who come back. */
const keptChanges = 10_000;
const utf8 = new TextEncoder();
const offsetFormat = /^([0-9]{16})_([0-9]{16})$/;

/** The jobs of one system, then their changes: one poll for any number of readers. */
export class ChangesFeed {
  readonly #options: ChangesOptions;
  readonly #stop = new AbortController();
  readonly #version = new Version();
  /** Each job as JSON. */
  readonly #jobs = new Map<string, string>();
  readonly #changes: Array<string> = [];
  /** The number of the first kept change. */
  #first = 0;
  #known = false;
  #failure: JobwireError | undefined;
  #readers = 0;
  #polling = false;
  #idleSince = 0;

  constructor(options: ChangesOptions) {
    this.#options = options;
  }

  /** Opens the feed for one reader. */
  open(): { readonly view: StreamView; readonly known: () => boolean; readonly leave: () => void } {
    this.#readers += 1;
    if (!this.#polling && !this.#stop.signal.aborted) void this.#poll();
    let left = false;
    return {
      view: {
        json: true,
        version: () => this.#version.value,
        changed: (seen, ms, signal) => this.#version.changed(seen, ms, signal),
        read: async (offset) => this.#read(offset),
      },
      known: () => this.#known || this.#failure !== undefined,
      leave: () => {
        if (left) return;
        left = true;
        this.#readers -= 1;
        this.#idleSince = Date.now();
      },
    };
  }

  /** The offset after the last change; with `-1` all jobs come first. */
  get end(): string {
    return this.#offset(this.#first + this.#changes.length);
  }

  close(): void {
    this.#stop.abort();
    this.#version.advance();
  }

  #offset(number: number): string {
    return `${this.#options.run}_${formatOffset(number)}`;
  }

  #read(offset: string): Awaited<ReturnType<StreamView["read"]>> {
    const next = this.end;
    const part = (messages: ReadonlyArray<string>) => ({
      bytes: utf8.encode(messages.map((message) => `${message}\n`).join("")),
      next,
      upToDate: this.#known,
      closed: false,
    });
    if (!this.#known && this.#failure !== undefined) throw this.#failure;
    if (offset === "start") return part([...this.#jobs.values()]);
    const [, run, digits] = offsetFormat.exec(offset) ?? [];
    if (digits === undefined) throw badRequest(`${JSON.stringify(offset.slice(0, 60))} is not an offset of changes`);
    const at = Number(digits) - this.#first;
    if (run !== this.#options.run || at < 0 || at > this.#changes.length) {
      const message = "These changes are no longer kept. Begin again with offset=-1, which lists all jobs first";
      throw new Refusal(410, new LogReset({ message, statusCode: 410 }));
    }
    return part(this.#changes.slice(at));
  }

  #add(message: string): void {
    this.#changes.push(message);
    if (this.#changes.length <= keptChanges) return;
    this.#changes.shift();
    this.#first += 1;
  }

  async #poll(): Promise<void> {
    const { list, pollMs, keepMs } = this.#options;
    const { signal } = this.#stop;
    this.#polling = true;
    while (!signal.aborted && (this.#readers > 0 || Date.now() - this.#idleSince < keepMs)) {
      try {
        this.#compare(await list(signal));
        this.#failure = undefined;
      } catch (error) {
        this.#failure = isJobwireError(error)
          ? error
          : new ServerError({ message: "The jobs of this system could not be listed", cause: error });
        this.#version.advance();
      }
      // A version of its own: nothing but the time and the end wakes the poll.
      await new Version().changed(0, pollMs, signal);
    }
    this.#polling = false;
    // The feed sees no changes from now on, so the next reader waits for a list.
    this.#known = false;
  }

  #compare(jobs: ReadonlyArray<ChangedJob>): void {
    const before = new Set(this.#jobs.keys());
    let changed = !this.#known;
    for (const job of jobs) {
      before.delete(job.id);
      const message = JSON.stringify({ type: "job", id: job.id, job });
      if (this.#jobs.get(job.id) === message) continue;
      this.#jobs.set(job.id, message);
      this.#add(message);
      changed = true;
    }
    for (const id of before) {
      this.#jobs.delete(id);
      this.#add(JSON.stringify({ type: "deleted", id }));
      changed = true;
    }
    this.#known = true;
    if (changed) this.#version.advance();
  }
}
