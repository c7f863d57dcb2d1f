import { Buffer } from "node:buffer";
import type { GrowingLog } from "./growing-log.ts";

/** Python reads a text file in blocks of 8,192 bytes; an undecodable byte loses its whole block. */
const blockBytes = 8192;
/** Ray's file_tail_iterator sends a batch at 10 lines or above 20,000 characters. */
const batchLines = 10;
const batchChars = 20_000;
/** aiohttp's message limit in Ray's inner hop: a frame of 4 MiB kills the relay, which then closes with 1000. */
const maxFrameBytes = 4 << 20;

/** The job whose log is followed. */
export interface TailedJob {
  readonly log: GrowingLog;
  /** Whether a node has its log; until then the tail is silent. */
  readonly hasNode: boolean;
  /** Whether the job has ended; checked at the end of the log. */
  ended(): boolean;
}

/**
 * The frames of Ray's tail WebSocket, from the first byte of the log: batches of at most 10 lines, universal newlines, and partial
 * lines as they are at the end of the file. It ends when the job has ended and the file is read to its end, at bytes that are not
 * UTF-8, and before a frame of 4 MiB: close 1000 follows in each case. Ray checks once a second; this checks when the log changes
 * or is woken.
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
        return; // UnicodeDecodeError in Ray's agent: the lines of the unfinished batch are lost, and the socket closes with 1000
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
    // Once the job has ended, Ray reads the file one more time and then stops.
    if (!lastLook) await change;
  }
}

/** Reads lines as Python's text file does: strict UTF-8, universal newlines, and "" at the present end of the file. */
class PythonTextReader {
  readonly #log: GrowingLog;
  #at = 0;
  /** Decoded text that was not yet emitted and that is known to hold no newline. */
  #begun = "";
  /** The text after it. */
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
    // A `\r` at the end of a block waits for a `\n`, but not at the end of the file: there Python returns it as a newline and
    // forgets it, so a `\n` that follows later counts once more.
    this.#pendingReturn = !atEnd && text.endsWith("\r");
    if (this.#pendingReturn) text = text.slice(0, -1);
    this.#text += text.includes("\r") ? text.replace(/\r\n?/g, "\n") : text;
  }
}

function strictDecoder() {
  return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
}
