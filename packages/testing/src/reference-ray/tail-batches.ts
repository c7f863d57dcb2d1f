import { type FileHandle, open } from "node:fs/promises";
import { UniversalLines } from "./universal-lines.ts";

/** Python's text files read and decode this much at a time; it decides how much is lost before a bad byte. */
const PIECE = 8192;
const MAX_LINES = 10;
const MAX_CHARACTERS = 20_000;

/**
 * The batches that Ray's tail makes of a log, one frame each: up to 10 lines, or more than 20,000 characters, or the rest at the
 * end of the file, partial line included. `undefined` means that there was nothing new. It waits with `pause` at each end of the
 * file (Ray: 1 s). Throws when bytes are not UTF-8: lines not yet in a batch are lost.
 */
export async function* tailBatches(
  path: string,
  pause: () => Promise<void>,
): AsyncGenerator<string | undefined, void, void> {
  let file: FileHandle | undefined;
  while (file === undefined) {
    file = await openIfThere(path);
    if (file === undefined) yield undefined;
  }
  try {
    const lines = new UniversalLines();
    const block = Buffer.alloc(PIECE * 8);
    let batch: string[] = [];
    let units = 0;
    for (;;) {
      const { bytesRead } = await file.read(block, 0, block.length);
      for (let at = 0; at < bytesRead; at += PIECE) {
        lines.push(block.subarray(at, Math.min(at + PIECE, bytesRead)));
        for (let line = lines.line(); line !== undefined; line = lines.line()) {
          batch.push(line);
          units += line.length;
          if (batch.length < MAX_LINES && !isOver(batch, units)) continue;
          yield batch.join("");
          batch = [];
          units = 0;
        }
      }
      if (bytesRead > 0) continue;
      lines.endOfFile();
      const rest = lines.line() ?? lines.rest();
      if (rest !== "") batch.push(rest);
      if (batch.length >= MAX_LINES) {
        yield batch.join("");
        batch = [];
      }
      await pause();
      yield batch.length > 0 ? batch.join("") : undefined;
      batch = [];
      units = 0;
    }
  } finally {
    await file.close();
  }
}

/** Python counts characters; UTF-16 has up to two units for one. */
function isOver(batch: readonly string[], units: number): boolean {
  if (units <= MAX_CHARACTERS) return false;
  let characters = 0;
  for (const line of batch) for (const _ of line) characters += 1;
  return characters > MAX_CHARACTERS;
}

async function openIfThere(path: string): Promise<FileHandle | undefined> {
  try {
    return await open(path, "r");
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return undefined;
    throw error;
  }
}
