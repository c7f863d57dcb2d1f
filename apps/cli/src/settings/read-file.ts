import { isatty } from "node:tty";
import { FileProblem, readSmallFile } from "@jobwire/node-shared/small-file";
import { UsageError } from "./parse-option.ts";

/** More than any token has. */
export const maxTokenBytes = 65_536;
/** More than a file of all public certificate authorities has (about 250 KiB). */
export const maxCertificateBytes = 4_194_304;
/** More than any document or program that goes into one request. */
export const maxDocumentBytes = 67_108_864;

/** The time limit for a pipe, such as that of `<(command)`: the command may ask its user for something. */
const pipeMs = 60_000;

const readStdin = async (maxBytes: number, signal: AbortSignal): Promise<string> => {
  // A secret that somebody types would show on the screen.
  if (isatty(0)) throw new FileProblem("is a terminal");
  const pieces: Array<Uint8Array> = [];
  let length = 0;
  const stop = (): void => void process.stdin.destroy();
  signal.addEventListener("abort", stop, { once: true });
  try {
    for await (const piece of process.stdin as AsyncIterable<Buffer>) {
      length += piece.byteLength;
      if (length > maxBytes) throw new FileProblem(`holds more than ${maxBytes / 1024} KiB`);
      pieces.push(piece);
    }
  } finally {
    signal.removeEventListener("abort", stop);
    process.stdin.destroy();
  }
  signal.throwIfAborted();
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(Buffer.concat(pieces));
  } catch {
    throw new FileProblem("is not UTF-8 text");
  }
};

/**
 * The text of a small file that an option or argument names; `-` is stdin. Reads a pipe for at most 60 s. Throws the signal's reason
 * when the signal aborts, and a {@link UsageError} without any of the content for a file that it cannot read.
 */
export const readFlagFile = async (
  option: string,
  path: string,
  maxBytes: number,
  signal: AbortSignal,
): Promise<string> => {
  try {
    return path === "-"
      ? await readStdin(maxBytes, signal)
      : await readSmallFile(path, { most: maxBytes, signal, pipeMs });
  } catch (error) {
    signal.throwIfAborted();
    if (!(error instanceof FileProblem)) throw error;
    throw new UsageError(`${option}: ${path === "-" ? "stdin" : path} ${error.message}. Pass a text file or a pipe.`);
  }
};
