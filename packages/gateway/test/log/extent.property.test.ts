import fc from "fast-check";
import { expect, test } from "vitest";
import { FollowedLog } from "../../src/log/followed-log.ts";
import { logView } from "../../src/log/log-view.ts";
import { memorySegments } from "../../src/spool/memory-segments.ts";
import { SpoolBudget } from "../../src/spool/spool-budget.ts";
import { formatOffset } from "../../src/streams/format-offset.ts";
import { ScriptedSource } from "../support/scripted-source.ts";
import { until } from "../support/until.ts";

/** Lines of a few and of very many bytes, with characters of one to four. */
const line = fc
  .tuple(fc.constantFrom("a", "é", "€", "😀", ""), fc.constantFrom(1, 3, 500, 40_000))
  .map(([character, times]) => character.repeat(times));

test("the end of a read is known without reading it whole", { timeout: 300_000 }, async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(line, { maxLength: 12 }), fc.nat(), fc.nat(), async (lines, begin, most) => {
      const source = new ScriptedSource(2);
      source.write(lines.map((text) => `${text}\n`).join(""));
      source.end();
      const log = new FollowedLog(source, {
        store: memorySegments(),
        budget: new SpoolBudget(1 << 30),
        inTurn: (read) => read(),
      });
      log.follow();
      await until(() => log.closed);
      const view = logView(log);
      const end = log.spool.end.offset;
      // An offset that the gateway itself would return: never within a character.
      let at = begin % (end + 1);
      while (at < end && ((source.bytes[at] ?? 0) & 0xc0) === 0x80) at += 1;
      const max = 8 + (most % 200_000);
      const { bytes, ...read } = await view.read(formatOffset(at), max);
      expect(await view.extent?.(formatOffset(at), max)).toEqual(read);
      expect(Number(read.next)).toBe(at + bytes.length);
      await log.close();
    }),
    { numRuns: 300 },
  );
});
