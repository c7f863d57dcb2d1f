import { fstatSync, writeSync } from "node:fs";

/** The descriptor of the regular file that a stream writes to; undefined for a pipe, a terminal, or a stream without one. */
export const regularFile = (stream: { readonly fd?: number }): number | undefined => {
  if (stream.fd === undefined) return undefined;
  try {
    return fstatSync(stream.fd).isFile() ? stream.fd : undefined;
  } catch {
    // A descriptor that cannot be looked at (closed by the caller's shell) is left to the stream, which says why.
    return undefined;
  }
};

/** What a batch of a large log takes; a longer text gets bytes of its own. */
const scratchBytes = 1024 * 1024;
let scratch: Buffer | undefined;

/** The text's bytes; valid until the next call. `writeSync` with a string makes them anew each time, which costs twice the writing. */
const bytesOf = (text: string): Buffer => {
  if (text.length * 3 > scratchBytes) return Buffer.from(text);
  scratch ??= Buffer.allocUnsafeSlow(scratchBytes);
  return scratch.subarray(0, scratch.write(text));
};

/** Writes all of the text to a regular file, which takes everything at once but when the disk is nearly full. */
export const writeToFile = (fd: number, text: string): void => {
  const bytes = bytesOf(text);
  for (let at = 0; at < bytes.length; ) at += writeSync(fd, bytes, at);
};
