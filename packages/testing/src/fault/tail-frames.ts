import { Buffer } from "node:buffer";
import type { GrowingLog } from "./growing-log.ts";

/** Python reads a text file in blocks of 8,192 bytes; a byte that cannot be decoded loses the whole block it is in. */
const blockBytes = 8192;
/** Ray's file_tail_iterator: a batch goes out at 10 lines or above 20,000 characters. */
const batchLines = 10;
const batchChars = 20_000;
/** aiohttp's message limit in Ray's inner hop: a frame of 4 MiB kills the relay, which then closes by 1000. */
const maxFrameBytes = 4 << 20;

/** The job whose log is followed. */
export interface TailedJob {
  readonly log: GrowingLog;
  /** Whether a node has its log; until then the tail is silent. */
  readonly hasNode: boolean;
  /** Whether it is over; asked at the end of the log. */
  ended(): boolean;
}

/**
 * The frames of Ray's tail WebSocket, from the first byte of the log on: batches of at most 10 lines, universal newlines, partial
 * lines as they are at the end of the file. It ends when the job is found over at the end of the file, at bytes that are no
 * UTF-8, and before a frame of 4 MiB: close 1000 follows in each case. Where Ray looks once a second, this looks when the log
 * changes or is woken.
 */
export async function* tailFrames(job: TailedJob, signal: AbortSignal): AsyncGenerator<string, void, undefined> {
  const { log } = job;
  while (!job.hasNode) {
    const change = log.changed(signal);
    if (job.ended()) return;
    await change;
  }
  const reader = new PythonTextReader(log);
  let lastLook = false;
  while (!signal.aborted) {
    let batch = "";
    let lines = 0;
    let line: string | undefined;
    while (lines < batchLines && batch.length <= batchChars) {
      try {
        line = reader.readLine();
      } catch {
        return; // UnicodeDecodeError in Ray's agent: the lines of the unfinished batch are lost, the socket closes by 1000
      }
      if (line === "") break;
      batch += line;
      lines += 1;
    }
    if (batch !== "") {
      if (Buffer.byteLength(batch) >= maxFrameBytes) return;
      yield batch;
    }
    if (line !== "") continue;
    if (lastLook) return;
    const change = log.changed(signal);
    lastLook = job.ended();
    // Once the job is over, Ray looks at the file one more time and then stops.
    if (!lastLook) await change;
  }
}

/** Reads lines as Python's text file does: strict UTF-8, universal newlines, and "" at the end of the file as it is now. */
class PythonTextReader {
  readonly #log: GrowingLog;
  #at = 0;
  /** Decoded, not yet given out, and known to hold no newline. */
  #begun = "";
  /** What follows it. */
  #text = "";
  #decoder: ReturnType<typeof strictDecoder> = strictDecoder();
  #pendingReturn = false;

  constructor(log: GrowingLog) {
    this.#log = log;
  }

  readLine(): string {
    while (true) {
      const end = this.#text.indexOf("\n") + 1;
      if (end > 0) return this.#take(end);
      this.#begun += this.#text;
      this.#text = "";
      const block = this.#log.slice(this.#at, this.#at + blockBytes);
      this.#at += block.length;
      this.#decode(block);
      if (block.length === 0 && this.#text === "") return this.#take(0);
    }
  }

  #take(length: number): string {
    const line = this.#begun + this.#text.slice(0, length);
    this.#begun = "";
    this.#text = this.#text.slice(length);
    return line;
  }

  #decode(block: Uint8Array): void {
    const atEnd = block.length === 0;
    // At the end of the file Python finishes its decoder: half a character there is an error.
    let text = this.#decoder.decode(block, { stream: !atEnd });
    if (atEnd) this.#decoder = strictDecoder();
    if (this.#pendingReturn) text = `\r${text}`;
    // A `\r` at the end of a block waits for a `\n`, but not at the end of the file: there it is given out as a newline and
    // forgotten, so that a `\n` that follows later counts once more.
    this.#pendingReturn = !atEnd && text.endsWith("\r");
    if (this.#pendingReturn) text = text.slice(0, -1);
    this.#text += text.includes("\r") ? text.replace(/\r\n?/g, "\n") : text;
  }
}

function strictDecoder() {
  return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
}
