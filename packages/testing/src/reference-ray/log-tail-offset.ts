import type { FileHandle } from "node:fs/promises";

const BLOCK = 64 * 1024;
const NEWLINE = 10;

/**
 * The offset at which the last `lines` lines before `end` begin, exactly as `tail -n` counts: only `\n` ends a line, and an
 * unfinished last line is one of them. -1 is the whole file; other negative numbers mean no lines, as in Ray. It reads backwards
 * in blocks.
 */
export async function logTailOffset(file: FileHandle, end: number, lines: number): Promise<number> {
  if (lines === -1) return 0;
  if (end === 0) return 0;
  const block = Buffer.alloc(BLOCK);
  await file.read(block, 0, 1, end - 1);
  let more = block[0] === NEWLINE ? lines : lines - 1;
  if (more < 0) return end;
  let position = end;
  while (position > 0) {
    const size = Math.min(BLOCK, position);
    position -= size;
    const { bytesRead } = await file.read(block, 0, size, position);
    const read = block.subarray(0, bytesRead);
    for (let at = read.lastIndexOf(NEWLINE); at >= 0; at = at === 0 ? -1 : read.lastIndexOf(NEWLINE, at - 1)) {
      if (more === 0) return position + at + 1;
      more -= 1;
    }
  }
  return 0;
}
