import { holds } from "../../case/checks.ts";
import type { Bench } from "../../case/conformance-case.ts";
import type { EqualLines } from "./equal-lines.ts";

const mebibyte = 1_048_576;
const maxGrowth = 32 * mebibyte;
const mib = (bytes: number): string => `${(bytes / mebibyte).toFixed(1)} MiB`;

/** Limits of a slow reader's measurement, in milliseconds and bytes. */
export interface SlowReadingLimits {
  readonly log: EqualLines;
  /** How long the reader is slow. */
  readonly slowMs: number;
  /** Compilation and the first responses come before this; later growth is caused by the reader. */
  readonly warmUpMs: number;
  readonly sampleEveryMs: number;
  /** How far the server may be ahead of the reader, by the buffers of the kernels and of a browser's network process. */
  readonly maxAhead: { readonly process: number; readonly page: number };
}

/** Measures a reader that is slower than its server: the lines it read, and the memory before and after the warm-up. */
export class SlowReading {
  readonly #limits: SlowReadingLimits;
  readonly #bench: Pick<Bench, "memory" | "runtime">;
  #lines = 0;
  #beganAt: number | undefined;
  #sampledAt = 0;
  #warm = 0;
  #peak = 0;

  constructor(limits: SlowReadingLimits, bench: Pick<Bench, "memory" | "runtime">) {
    this.#limits = limits;
    this.#bench = bench;
  }

  /** Lines that were read. */
  get lines(): number {
    return this.#lines;
  }

  /** Checks the next lines. Throws at a wrong one. */
  check(lines: ReadonlyArray<string>): void {
    const { lineOf } = this.#limits.log;
    for (const line of lines) {
      if (line !== lineOf(this.#lines)) throw new Error(`line ${this.#lines} is ${JSON.stringify(line.slice(0, 120))}`);
      this.#lines += 1;
    }
  }

  /** Samples the memory if a sample is due. False once the reader was slow for long enough. */
  continues(): boolean {
    const { slowMs, warmUpMs, sampleEveryMs } = this.#limits;
    const now = Date.now();
    this.#beganAt ??= now;
    const spentMs = now - this.#beganAt;
    if (now - this.#sampledAt > sampleEveryMs) {
      if (spentMs < warmUpMs) this.#warm = Math.max(this.#warm, this.#bench.memory());
      else this.#peak = Math.max(this.#peak, this.#bench.memory());
      this.#sampledAt = Date.now();
    }
    return spentMs < slowMs;
  }

  /** Fails unless the reader was slow, the server stopped in time and the memory stayed bounded. Returns the measurement as text. */
  checkLines(slowLines: number, sentBytes: number): string {
    const { log, maxAhead } = this.#limits;
    const page = this.#bench.runtime.capabilities.forcedRequestHeaders.includes("sec-fetch-mode");
    const allowed = page ? maxAhead.page : maxAhead.process;
    const ahead = sentBytes - slowLines * log.lineBytes;
    holds(slowLines > 0 && slowLines < log.count, `the reader was slow: ${slowLines} lines`);
    holds(ahead <= allowed, `the server stopped: it was ${mib(ahead)} ahead of the reader, at most ${mib(allowed)}`);
    const grown = `memory grew by ${mib(this.#peak - this.#warm)}, from ${mib(this.#warm)}`;
    holds(this.#warm > 0 && this.#peak > 0 && this.#peak - this.#warm <= maxGrowth, grown);
    return `${grown}; the server was ${mib(ahead)} ahead after ${slowLines} lines`;
  }
}
