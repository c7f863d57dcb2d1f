import { open } from "node:fs/promises";
import { LineSplitter } from "./line-splitter.ts";

/** A log's true bytes: in memory, in a file (by path; it may still grow), or as an iterable. */
export type Truth = Uint8Array | string | AsyncIterable<Uint8Array>;

/** All lines of a log at once, for logs that fit into memory. See {@link LineSplitter} for what a line is. */
export function expectedLines(bytes: Uint8Array): string[] {
  const splitter = new LineSplitter();
  const lines: string[] = [];
  for (let at = 0; at < bytes.length; at += blockBytes) {
    for (const line of splitter.push(bytes.subarray(at, at + blockBytes))) lines.push(line);
  }
  for (const line of splitter.end()) lines.push(line);
  return lines;
}

/** The true lines, by pull, with one block in memory at a time. */
export interface TruthReader {
  /** Whether more may follow after the end was reached. */
  readonly grows: boolean;
  /** The next lines; undefined when the log has no more now. With `last` the end is final: a line without a line end counts. */
  next(last: boolean): Promise<readonly string[] | undefined>;
  close(): Promise<void>;
}

const blockBytes = 1 << 16;

/** Opens a truth. A missing file fails at the first read. */
export function readTruth(truth: Truth): TruthReader {
  const source = typeof truth === "string" ? fileBytes(truth) : memoryBytes(truth);
  const splitter = new LineSplitter();
  let ended = false;
  return {
    grows: typeof truth === "string",
    async next(last) {
      while (!ended) {
        const bytes = await source.read();
        if (bytes === undefined && !last) return undefined;
        ended = bytes === undefined;
        const lines = bytes === undefined ? splitter.end() : splitter.push(bytes);
        if (lines.length > 0) return lines;
      }
      return undefined;
    },
    close: () => source.close(),
  };
}

interface ByteSource {
  /** Undefined: no more bytes now. */
  read(): Promise<Uint8Array | undefined>;
  close(): Promise<void>;
}

function fileBytes(path: string): ByteSource {
  const opened = open(path, "r");
  // The first read reports the failure; without this an unread one would be an unhandled rejection.
  opened.catch(() => {});
  const block = new Uint8Array(blockBytes);
  return {
    async read() {
      const file = await opened;
      const { bytesRead } = await file.read(block, 0, blockBytes, null);
      return bytesRead === 0 ? undefined : block.subarray(0, bytesRead);
    },
    async close() {
      const file = await opened.catch(() => undefined);
      await file?.close();
    },
  };
}

function memoryBytes(truth: Uint8Array | AsyncIterable<Uint8Array>): ByteSource {
  if (truth instanceof Uint8Array) {
    let at = 0;
    return {
      async read() {
        const block = truth.subarray(at, at + blockBytes);
        at += block.length;
        return block.length === 0 ? undefined : block;
      },
      async close() {},
    };
  }
  const iterator = truth[Symbol.asyncIterator]();
  return {
    async read() {
      const next = await iterator.next();
      return next.done === true ? undefined : next.value;
    },
    async close() {
      await iterator.return?.();
    },
  };
}
