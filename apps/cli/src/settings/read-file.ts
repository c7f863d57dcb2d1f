import { isatty } from "node:tty";
import { FileProblem, readSmallFile } from "@jobwire/node-shared/small-file";
import { UsageError } from "./parse-option.ts";

/** More than any token has. */
export const mostTokenBytes = 65_536;
/** More than any document or program that goes into one request. */
export const mostDocumentBytes = 67_108_864;

/** So long a pipe may take, such as one of `<(command)`: the command may ask its user for something. */
const pipeMs = 60_000;

const readStdin = async (most: number, signal: AbortSignal): Promise<string> => {
  // Somebody who types a secret would see it on the screen.
  if (isatty(0)) throw new FileProblem("is a terminal; give a file, or a pipe");
  const pieces: Array<Uint8Array> = [];
  let length = 0;
  const stop = (): void => void process.stdin.destroy();
  signal.addEventListener("abort", stop, { once: true });
  try {
    for await (const piece of process.stdin as AsyncIterable<Buffer>) {
      length += piece.byteLength;
      if (length > most) throw new FileProblem(`holds more than ${most / 1024} KiB`);
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
 * The text of a small file that an option or argument names; `-` is stdin. Reads a pipe for at most a minute, ends with the signal's
 * reason when that aborts, and throws a usage error that shows nothing of the content.
 */
export const readFlagFile = async (
  option: string,
  path: string,
  most: number,
  signal: AbortSignal,
): Promise<string> => {
  try {
    return path === "-" ? await readStdin(most, signal) : await readSmallFile(path, { most, signal, pipeMs });
  } catch (error) {
    signal.throwIfAborted();
    if (!(error instanceof FileProblem)) throw error;
    throw new UsageError(`${option}: ${path === "-" ? "stdin" : path} ${error.message}`);
  }
};
