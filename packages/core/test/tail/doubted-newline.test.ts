import { expect, it } from "vitest";
import { utf8 } from "../support/log-text.ts";
import { runTail, smallTuning } from "../support/run-tail.ts";
import { expectedLines, scriptedLog, unavailable } from "../support/scripted-log.ts";

it("a newline that was doubted before is asked for again when new text begins at its position", async () => {
  // Each piece ends in `\r`, whose `\n` comes with the next look of the socket.
  const pieces = ["\r", "\n\r", `${"\n".repeat(12)}\r`, "", "\n\n"];
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
  const tailed = await runTail(log, {}, { tuning: smallTuning });
  expect(tailed.error).toBeUndefined();
  expect(tailed.lines).toEqual(expectedLines(log.log()));
});

it("a newline that was doubted beside the file is doubted again when the file is not available then", async () => {
  const pieces = ["\r", `${"\n".repeat(12)}\r`, "", "\n"];
  const log = scriptedLog({
    log: utf8("2026-11-21 22:52:43,426\tINFO job_manager.py:581 -- Runtime env is setting up.\n"),
    terminal: false,
    pieceBytes: 1,
    fault: ({ kind, index }) =>
      kind === "file" && (index === 4 || index === 5) ? { failWith: unavailable() } : undefined,
    onRequest: (_, self) => {
      if (self.requests.length % 4 !== 0) return;
      const next = pieces.shift();
      if (next === undefined) self.end();
      else self.append(utf8(next));
    },
  });
  const tailed = await runTail(log, {}, { tuning: smallTuning });
  expect(tailed.error).toBeUndefined();
  expect(tailed.lines).toEqual(expectedLines(log.log()));
});
