import { describe, expect, it } from "vitest";
import { utf8 } from "../support/log-text.ts";
import { runInOrder } from "../support/run-tail.ts";
import { expectedLines, scriptedLog } from "../support/scripted-log.ts";

const same = "same\n".repeat(120_000);
const page = Array.from({ length: 300 }, (_, row) => `row ${row} of the page\n`).join("");

describe("a long log whose first bytes occur again", () => {
  for (const [name, text] of [
    ["in each line", same],
    ["in each page", page.repeat(200)],
  ] as const) {
    for (const terminal of [true, false]) {
      it(`loses no line after a restored position: ${name}${terminal ? "" : ", while the job runs"}`, async () => {
        const read = await runInOrder(scriptedLog({ log: utf8(text), pieceBytes: 65_536 }));
        const from = JSON.parse(JSON.stringify(read.batches.at(-1)?.position));
        const log = scriptedLog({
          log: utf8(text + text),
          terminal,
          socket: false,
          pieceBytes: 65_536,
          onRequest: ({ kind, index }, self) => void (kind === "job" && index === 5 && self.end()),
        });
        const tailed = await runInOrder(log, { from });
        expect(tailed.error).toBeUndefined();
        expect(tailed.lines.length).toBe(expectedLines(utf8(text)).length);
      });
    }

    it(`loses no line after a cut: ${name}`, async () => {
      const log = scriptedLog({
        log: utf8(text + text),
        pieceBytes: 65_536,
        fault: ({ kind, index }) => (kind === "file" && index === 0 ? { cutAfter: text.length } : undefined),
      });
      const tailed = await runInOrder(log);
      expect(tailed.error).toBeUndefined();
      expect(tailed.lines.length).toBe(2 * expectedLines(utf8(text)).length);
    });
  }
});
