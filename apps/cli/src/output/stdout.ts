import { once } from "node:events";
import { regularFile, writeToFile } from "./regular-file.ts";

/** The reader of stdout went away (`| head`): a quiet end, not a failure. */
export class OutputClosed extends Error {
  override readonly name: string = "OutputClosed";
}

/** Standard output: data only, written no faster than its reader reads. */
export interface Output {
  readonly stream: NodeJS.WriteStream;
  readonly isTerminal: boolean;
  /** Aborts when stdout cannot be written any more; the reason is {@link OutputClosed}, or the error (a full disk). */
  readonly closed: AbortSignal;
  /** Resolves when the stream takes more; rejects with the signal's reason, or when stdout is closed. */
  readonly write: (text: string, signal: AbortSignal) => Promise<void>;
  /** Resolves when everything written was handed to the system, or cannot be. */
  readonly flush: () => Promise<void>;
}

/** Wraps a process's stdout. */
export const openOutput = (stream: NodeJS.WriteStream & { readonly fd?: number }): Output => {
  const closed = new AbortController();
  stream.on("error", (error: NodeJS.ErrnoException) => {
    const gone = error.code === "EPIPE" || error.code === "ERR_STREAM_DESTROYED";
    closed.abort(gone ? new OutputClosed("stdout was closed", { cause: error }) : error);
  });
  const file = regularFile(stream);
  return {
    stream,
    isTerminal: stream.isTTY,
    closed: closed.signal,
    write: async (text, signal) => {
      closed.signal.throwIfAborted();
      // Half the time of a large log went into the stream's copies.
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
