import { closeSync, fstatSync, openSync, readSync } from "node:fs";

const BLOCK = 8192;

/**
 * The last lines of a log as text, undecodable bytes as U+FFFD, cut to the last `maxCharacters`. It reads backwards, so the size
 * of the file does not matter. A missing file is an empty text.
 */
export function lastLogLines(file: string, lines: number, maxCharacters: number): string {
  let handle: number;
  try {
    handle = openSync(file, "r");
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return "";
    throw error;
  }
  try {
    let position = fstatSync(handle).size;
    const blocks: Buffer[] = [];
    let found = 0;
    // A character takes at most four bytes, so nothing further back can be part of the result.
    let budget = maxCharacters * 4 + BLOCK;
    while (position > 0 && found <= lines && budget > 0) {
      const size = Math.min(BLOCK, position);
      position -= size;
      budget -= size;
      const block = Buffer.alloc(size);
      readSync(handle, block, 0, size, position);
      for (let at = block.indexOf(10); at >= 0; at = block.indexOf(10, at + 1)) found += 1;
      blocks.unshift(block);
    }
    const text = Buffer.concat(blocks).toString("utf8");
    const kept = text
      .split(/(?<=\n)/)
      .slice(-lines)
      .join("");
    return Array.from(kept).slice(-maxCharacters).join("");
  } finally {
    closeSync(handle);
  }
}
