import type { LogSource, SourceOptions, SourcePart } from "../../src/log/log-source.ts";

const utf8 = new TextEncoder();

/** A source whose text a test writes; it counts its reads. Its marks are offsets. */
export class ScriptedSource implements LogSource {
  readonly label = "the log of job a";
  readonly json: boolean = false;
  /** The offsets at which reads began, and whether they followed. */
  readonly reads: Array<{ readonly from: number; readonly follow: boolean }> = [];
  /** The reads that run now. */
  running = 0;
  #text = new Uint8Array(0);
  #ended = false;
  #failure: unknown;
  #wake: Array<() => void> = [];
  /** Bytes of a part, at most; parts end with lines. */
  readonly #partLines: number;

  constructor(partLines = 3) {
    this.#partLines = partLines;
  }

  get bytes(): Uint8Array {
    return this.#text;
  }

  write(text: string): void {
    const more = utf8.encode(text);
    const whole = new Uint8Array(this.#text.length + more.length);
    whole.set(this.#text);
    whole.set(more, this.#text.length);
    this.#text = whole;
    this.#changed();
  }

  end(): void {
    this.#ended = true;
    this.#changed();
  }

  /** All reads fail at the end of the text, until `mend`. */
  fail(error: unknown): void {
    this.#failure = error;
    this.#changed();
  }

  mend(): void {
    this.#failure = undefined;
  }

  async *read({ from, follow, signal, onShown }: SourceOptions): AsyncGenerator<SourcePart> {
    let at = (from as number | undefined) ?? 0;
    this.reads.push({ from: at, follow });
    this.running += 1;
    try {
      let lines = this.#text.subarray(0, at).filter((byte) => byte === 10).length;
      for (;;) {
        if (signal.aborted) throw new Error("aborted");
        let end = at;
        for (let n = 0; n < this.#partLines; n += 1) {
          const newline = this.#text.indexOf(10, end);
          if (newline < 0) break;
          end = newline + 1;
          lines += 1;
        }
        if (end > at) {
          const bytes = this.#text.slice(at, end);
          at = end;
          yield { bytes, lines, mark: at };
          continue;
        }
        if (this.#failure !== undefined) throw this.#failure;
        onShown(lines);
        if (this.#ended || !follow) return;
        await new Promise<void>((resolve) => {
          this.#wake.push(resolve);
          signal.addEventListener("abort", () => resolve(), { once: true });
        });
      }
    } finally {
      this.running -= 1;
    }
  }

  #changed(): void {
    const wake = this.#wake;
    this.#wake = [];
    for (const one of wake) one();
  }
}
