import { startCursor } from "../../../src/tail/text/cursor.ts";
import type { LazyBatch } from "../../../src/tail/text/lazy-batch.ts";
import { LineAssembler } from "../../../src/tail/text/line-assembler.ts";
import { counted } from "../../../src/tail/text/newlines.ts";

/** The batches of a log that arrives in these pieces of whole lines. */
export const batchesOf = (...pieces: ReadonlyArray<string>): Array<LazyBatch> => {
  const lines = new LineAssembler(startCursor, { placed: true });
  return pieces.map((piece) => {
    lines.push(counted(piece));
    const batch = lines.batch(startCursor);
    if (batch === undefined) throw new Error(`No whole line is in ${piece}`);
    return batch;
  });
};
