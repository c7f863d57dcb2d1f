import { once } from "node:events";
import type { ProgressBar } from "../terminal/redraw-progress.ts";
import { regularFile, writeToFile } from "./regular-file.ts";

/** The reader closed stdout (`| head`). The command ends without an error. */
export class OutputClosed extends Error {
  override readonly name: string = "OutputClosed";
}

/** The last line on the terminal, if it is a state of a progress bar that the next state replaces. */
export interface LastLine {
  bar: ProgressBar | undefined;
}

/** Standard output: data only, written no faster than the reader reads. */
export interface Output {
  readonly stream: NodeJS.WriteStream;
  readonly isTerminal: boolean;
  /** Aborts when a write to stdout fails. The reason is {@link OutputClosed}, or the error itself (a full disk). */
  readonly closed: AbortSignal;
  /** Resolves when the stream accepts more. Rejects with the signal's reason, or when stdout is closed. */
  readonly write: (text: string, signal: AbortSignal) => Promise<void>;
  /** The last line on the terminal. */
  readonly lastLine: LastLine;
  /** Resolves when the system has accepted everything written, or never will. */
  readonly flush: () => Promise<void>;
}

/** Wraps a process's stdout. */
export const openOutput = (stream: NodeJS.WriteStream & { readonly fd?: number }): Output => {
  const closed = new AbortController();
  stream.on("error", (error: NodeJS.ErrnoException) => {
    const readerClosed = error.code === "EPIPE" || error.code === "ERR_STREAM_DESTROYED";
    closed.abort(readerClosed ? new OutputClosed("stdout was closed", { cause: error }) : error);
  });
  const file = regularFile(stream);
  return {
    stream,
    isTerminal: stream.isTTY,
    closed: closed.signal,
    lastLine: { bar: undefined },
    write: async (text, signal) => {
      closed.signal.throwIfAborted();
      // The stream copies each text, which took half the time of a large log.
      if (file !== undefined) return writeToFile(file, text);
      if (stream.write(text)) return;
      const stop = AbortSignal.any([signal, closed.signal]);
      try {
        await once(stream, "drain", { signal: stop });
      } catch (error) {
        stop.throwIfAborted();
        throw error;
      }
    },
    flush: () =>
      new Promise((resolve) => {
        if (closed.signal.aborted) return resolve();
        stream.write("", () => resolve());
      }),
  };
};
