import { describe, expect, it } from "vitest";
import { runTail, smallTuning } from "../support/run-tail.ts";
import { expectedLines, scriptedLog } from "../support/scripted-log.ts";

const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);
const table = Array.from({ length: 160 }, (_, row) => `epoch table row ${row} ${"=".repeat(12)}\n`).join("");

describe("a growing log that repeats itself", () => {
  for (const between of [10, 300, 3000]) {
    it(`is not resumed at a later copy of what was read last (${between} lines between)`, async () => {
      const log = scriptedLog({
        log: utf8(`head\n${Array.from({ length: 200 }, (_, n) => `start ${n}\n`).join("")}${table}`),
        terminal: false,
        pieceBytes: 4096,
        onRequest: (request, self) => {
          if (request.kind !== "file") return;
          if (request.index === 1)
            self.append(utf8(`${Array.from({ length: between }, (_, n) => `middle ${n}\n`).join("")}${table}after\n`));
          if (request.index === 12) self.end();
        },
      });
      const tailed = await runTail(log, { protocol: "http" }, { tuning: { ...smallTuning, heldBytes: 1 << 20 } });
      expect(tailed.error).toBeUndefined();
      expect(tailed.lines).toEqual(expectedLines(log.log()));
    });
  }

  it("is read again from the start when its place is ambiguous, never guessed", async () => {
    let appended = 0;
    const log = scriptedLog({
      log: utf8(`head\n${"same\n".repeat(3000)}`),
      terminal: false,
      pieceBytes: 4096,
      onRequest: (request, self) => {
        if (request.kind !== "file") return;
        if (appended++ < 8) self.append(utf8("same\n".repeat(7)));
        else self.end();
      },
    });
    const tailed = await runTail(log, { protocol: "http" }, { tuning: { ...smallTuning, heldBytes: 1 << 20 } });
    expect(tailed.error).toBeUndefined();
    expect(tailed.lines.length).toBe(expectedLines(log.log()).length);
  });
});

describe("a log that repeats itself and grows after its job's end", () => {
  // A child that the job left behind writes between any two requests of a tail that was cut, the count of lines and the answer among them.
  it.each(Array.from({ length: 40 }, (_, index) => index + 1))(
    "loses none of its equal lines (before file request %i)",
    async (at) => {
      const before = 4_000; // far more than the 4 KiB that are compared
      const log = scriptedLog({
        log: utf8(`head\n${"same\n".repeat(before)}`),
        pieceBytes: 64,
        fault: (request) => (request.kind === "file" && request.index === 0 ? { cutAfter: 9_000 } : undefined),
        onRequest: (request, self) => {
          if (request.kind === "file" && request.index === at) self.append(utf8(`${"same\n".repeat(3)}the child\n`));
        },
      });
      const tailed = await runTail(log, { protocol: "http" }, { tuning: smallTuning });
      expect(tailed.error).toBeUndefined();
      expect(tailed.lines).toEqual(expectedLines(log.log()).slice(0, tailed.lines.length));
      expect(tailed.lines.length).toBeGreaterThan(before);
    },
  );
});

describe("a log that grows after its job's end by empty lines", () => {
  // Fewer bytes stand before them than before the place that is looked for, and the same ones.
  it.each(Array.from({ length: 20 }, (_, index) => index + 1))("loses no line (before file request %i)", async (at) => {
    const known = `${"x".repeat(78)}\nsame\n`;
    const log = scriptedLog({
      log: utf8(`${known}missing\n`),
      pieceBytes: 1,
      fault: (request) => (request.kind === "file" && request.index === 0 ? { cutAfter: known.length } : undefined),
      onRequest: (request, self) => {
        if (request.kind === "file" && request.index === at) self.append(utf8("\nsame\nthe child\n"));
      },
    });
    const tailed = await runTail(log, { protocol: "http" }, { tuning: smallTuning });
    expect(tailed.error).toBeUndefined();
    expect(tailed.lines).toEqual(expectedLines(log.log()).slice(0, tailed.lines.length));
    expect(tailed.lines.length).toBeGreaterThanOrEqual(3);
  });
});

describe("another log under the same name", () => {
  it("is reported, not spliced", async () => {
    const first = scriptedLog({ log: utf8(`head A\n${table}`), pieceBytes: 4096 });
    const position = (await runTail(first)).batches.at(-1)?.position;
    for (const other of [
      `head B\n${table}${table}`,
      "short\n",
      `head A\n${table.replace("row 100", "row 1OO")}more\n`,
    ]) {
      const tailed = await runTail(scriptedLog({ log: utf8(other), pieceBytes: 4096 }), {
        from: JSON.parse(JSON.stringify(position)),
      });
      expect(tailed.error?._tag).toBe("LogReset");
      expect(tailed.lines).toEqual([]);
    }
  });
});
