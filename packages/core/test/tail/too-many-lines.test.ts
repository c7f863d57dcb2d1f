import { expect, it } from "vitest";
import { utf8 } from "../support/log-text.ts";
import { runTail, smallTuning } from "../support/run-tail.ts";
import { expectedLines, scriptedLog } from "../support/scripted-log.ts";

it("a response that is the whole file does not count as having all the lines that were requested", async () => {
  // The socket brings 75 lines, so the tail requests 140 of a file with 77, and holds only a part of the response.
  const pieces = ["same\n".repeat(15), "same\n".repeat(30), `${"same\n".repeat(30)}\n`];
  const log = scriptedLog({
    log: utf8("2026-11-21 22:52:43,426\tINFO job_manager.py:581 -- Runtime env is setting up.\n"),
    terminal: false,
    pieceBytes: 1,
    onRequest: (_, self) => {
      if (self.requests.length % 3 !== 0) return;
      const next = pieces.shift();
      if (next === undefined) self.end();
      else self.append(utf8(next));
    },
  });
  const tailed = await runTail(log, { tail: 0 }, { tuning: smallTuning });
  expect(tailed.error).toBeUndefined();
  expect(tailed.lines).toEqual(expectedLines(log.log()).slice(-tailed.lines.length));
});
