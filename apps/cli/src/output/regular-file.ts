import { fstatSync, writeSync } from "node:fs";

/** The descriptor of the regular file that a stream writes to. Undefined for a pipe, a terminal, or a stream without a descriptor. */
export const regularFile = (stream: { readonly fd?: number }): number | undefined => {
  if (stream.fd === undefined) return undefined;
  try {
    return fstatSync(stream.fd).isFile() ? stream.fd : undefined;
  } catch {
    // When fstat fails (the shell closed the descriptor), the stream writes and reports the error.
    return undefined;
  }
};

/** Enough for one batch of a large log. A longer text gets a buffer of its own. */
const scratchBytes = 1024 * 1024;
let scratch: Buffer | undefined;

/** The text's bytes, valid until the next call. `writeSync` with a string allocates them each time, which costs twice the write. */
const bytesOf = (text: string): Buffer => {
  if (text.length * 3 > scratchBytes) return Buffer.from(text);
  scratch ??= Buffer.allocUnsafeSlow(scratchBytes);
  return scratch.subarray(0, scratch.write(text));
};

/** Writes all of the text to a regular file. One write is enough unless the disk is nearly full. */
export const writeToFile = (fd: number, text: string): void => {
  const bytes = bytesOf(text);
  for (let at = 0; at < bytes.length; ) at += writeSync(fd, bytes, at);
};
