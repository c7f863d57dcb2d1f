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

/** Writes all of the text to a regular file, which takes everything at once but when the disk is nearly full. */
export const writeToFile = (fd: number, text: string): void => {
  const written = writeSync(fd, text);
  if (written >= text.length && written === Buffer.byteLength(text)) return;
  const bytes = Buffer.from(text);
  for (let at = written; at < bytes.length; ) at += writeSync(fd, bytes, at);
};
