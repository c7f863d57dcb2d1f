import { describe, expect, it } from "vitest";
import type { TailBatch } from "../../../src/tail/options.ts";
import type { TailPosition } from "../../../src/tail/position.ts";
import { countRawNewlines } from "../../../src/tail/text/newlines.ts";
import { countOf, numbered, utf8 } from "../../support/log-text.ts";
import { runInOrder, smallTuning, type Tailed } from "../../support/run-tail.ts";
import { cut, expectedLines, type ScriptedLog, scriptedLog } from "../../support/scripted-log.ts";

const cutBytes = 64 * 1024;
/** 2 MB in lines of 100 bytes. */
const long = numbered(20_000, "known", 99);

/** The position after the text, as a program stores it. */
const positionAfter = async (text: string): Promise<TailPosition> => {
  const read = await runInOrder(scriptedLog({ log: utf8(text), pieceBytes: 65_536 }));
  return JSON.parse(JSON.stringify(read.batches.at(-1)?.position));
};

interface Link {
  /** The position is after this text. */
  readonly before: string;
  /** The text that the log has after the position when the tail starts. */
  readonly after: string;
  /** Each response of the log file is cut after so many bytes. */
  readonly cutAfter?: number;
  /** Called before each request of the log file. */
  readonly onFile?: (index: number, log: ScriptedLog) => void;
  /** The requests of the log file that fail. */
  readonly failsAt?: (index: number) => boolean;
  readonly retryForMs?: number;
}

/** Restores the position in the log of a running job, whose every response is cut. The job ends once the tail has the whole log. */
const restored = async (link: Link): Promise<{ readonly log: ScriptedLog; readonly tailed: Tailed }> => {
  const from = await positionAfter(link.before);
  const batches: Array<TailBatch> = [];
  let ended = false;
  const log = scriptedLog({
    log: utf8(link.before + link.after),
    terminal: false,
    socket: false,
    pieceBytes: 4_096,
    fault: ({ kind, index }) => {
      if (kind !== "file") return undefined;
      return link.failsAt?.(index) === true ? { failWith: cut() } : { cutAfter: link.cutAfter ?? cutBytes };
    },
    onRequest: ({ kind, index }, self) => {
      if (kind === "file" && !ended) link.onFile?.(index, self);
      const lines = batches.reduce((sum, batch) => sum + batch.lines.length, from.lines);
      if (kind !== "job" || lines < countRawNewlines(self.log())) return;
      ended = true;
      self.end();
    },
  });
  const tailed = await runInOrder(
    log,
    { from, ...(link.retryForMs === undefined ? {} : { retryForMs: link.retryForMs }) },
    { batches },
  );
  return { log, tailed };
};

const missing = ({ log }: { readonly log: ScriptedLog }, before: string): Array<string> =>
  expectedLines(log.log()).slice(expectedLines(utf8(before)).length);

const wholeReads = (log: ScriptedLog): number =>
  log.requests.filter((request) => request.kind === "file" && request.lines === -1).length;
const lineCount = ({ batches }: Tailed): number => batches.reduce((sum, { lines }) => sum + lines.length, 0);

describe("a position in a running job's log, restored behind a link that cuts every response", () => {
  for (const cutAfter of [64 * 1024, 1024 * 1024]) {
    it(`far behind the end yields each line while the job runs (cut after ${cutAfter} bytes)`, async () => {
      const after = numbered(30_000, "missing", 99);
      const { log, tailed } = await restored({ before: long, after, cutAfter });
      expect(tailed.error).toBeUndefined();
      expect(tailed.lines).toEqual(missing({ log }, long));
      expect(wholeReads(log)).toBe(1);
      // Beside the missing text: a cut start, a count of the lines, and for each response its overlap and a proof.
      const responses = Math.ceil(after.length / (cutAfter - 20_000));
      expect(countOf(log.requests, "file")).toBeLessThan(2 * responses + 40);
      expect(log.fileBytes()).toBeLessThan(after.length + cutAfter + responses * 20_000 + 300_000);
    });
  }

  it("near the end yields each line while the job runs", async () => {
    const { log, tailed } = await restored({ before: long, after: numbered(3, "missing", 99) });
    expect(tailed.error).toBeUndefined();
    expect(tailed.lines).toEqual(missing({ log }, long));
    expect(wholeReads(log)).toBe(1);
    expect(countOf(log.requests, "file")).toBeLessThan(25);
    expect(log.fileBytes()).toBeLessThan(cutBytes + 150_000);
  });

  for (const [each, growth] of [
    [1, 5],
    [1, 40],
    [7, 300],
    [40, 5_000],
  ] as const) {
    it(`yields each line of a log that grows by ${growth} lines at each ${each}. request`, async () => {
      const onFile = (index: number, log: ScriptedLog): void => {
        if (index % each === 0 && index < 120) log.append(utf8(numbered(growth, `grown ${index}`, 99)));
      };
      const { log, tailed } = await restored({ before: long, after: numbered(2_000, "missing", 99), onFile });
      expect(tailed.error).toBeUndefined();
      expect(tailed.lines).toEqual(missing({ log }, long));
      expect(wholeReads(log)).toBe(1);
      // 120 of them are the looks at a log that grows.
      expect(countOf(log.requests, "file")).toBeLessThan(220);
      expect(log.fileBytes()).toBeLessThan(3_000_000);
    });
  }

  it("keeps what it learned when most connections fail", async () => {
    const { log, tailed } = await restored({
      before: long,
      after: numbered(500, "missing", 99),
      failsAt: (index) => index > 0 && index < 300 && index % 5 < 3,
    });
    expect(tailed.error).toBeUndefined();
    expect(tailed.lines).toEqual(missing({ log }, long));
    // Three of five requests fail. No probe of the count is repeated once it succeeded.
    expect(countOf(log.requests, "file")).toBeLessThan(90);
  });

  it("finds its place among lines that are longer than the overlap allows", async () => {
    const wide = numbered(1_000, "known", 8_000);
    const { log, tailed } = await restored({ before: wide, after: numbered(100, "missing", 8_000) });
    expect(tailed.error).toBeUndefined();
    expect(tailed.lines).toEqual(missing({ log }, wide));
    expect(countOf(log.requests, "file")).toBeLessThan(110);
    expect(log.fileBytes()).toBeLessThan(4 * (log.log().length - wide.length));
  });

  describe("a log that repeats itself", () => {
    const same = `head\n${"same\n".repeat(119_999)}`;

    it("yields each line when the log rests now and then", async () => {
      const onFile = (index: number, log: ScriptedLog): void => {
        if (index % 10 === 0 && index < 400) log.append(utf8("same\n".repeat(7)));
      };
      const { log, tailed } = await restored({ before: same, after: "same\n".repeat(30_000), onFile });
      expect(tailed.error).toBeUndefined();
      expect(lineCount(tailed)).toBe(missing({ log }, same).length);
      expect(countOf(log.requests, "file")).toBeLessThan(120);
    });

    it("yields no line that may be another while the log grows at each request, and ends with an error", async () => {
      const onFile = (index: number, log: ScriptedLog): void => {
        if (index < 3_000) log.append(utf8("same\n"));
      };
      const { log, tailed } = await restored({
        before: same,
        after: "same\n".repeat(30_000),
        onFile,
        retryForMs: 60_000,
      });
      expect(tailed.error).toMatchObject({ _tag: "ConnectionFailed", position: { lines: 120_000 } });
      expect(tailed.lines).toEqual([]);
      expect(tailed.tookMs).toBeLessThan(100_000);
      expect(countOf(log.requests, "file")).toBeLessThan(300);
    });
  });

  describe("where no response shows the file's first bytes, or the bytes before the position and new text after it", () => {
    for (const [name, before, after, cutAfter] of [
      ["the first bytes of the file do not arrive", long, "missing\n", 4_000],
      ["a raw line is longer than a response", long, `${"x".repeat(200_000)}\nmissing\n`, cutBytes],
      [
        "the raw line before the position is longer than a response",
        `${long}${"x".repeat(200_000)}\n`,
        "missing\n",
        cutBytes,
      ],
    ] as const) {
      for (const grows of [false, true]) {
        it(`ends with an error after the retry window: ${name}${grows ? ", in a log that grows" : ""}`, async () => {
          const onFile = (index: number, log: ScriptedLog): void => {
            if (grows && index < 3_000) log.append(utf8(`more ${index}\n`));
          };
          const { log, tailed } = await restored({ before, after, cutAfter, onFile, retryForMs: 60_000 });
          expect(tailed.error?._tag).toBe("ConnectionFailed");
          expect(tailed.error?.position?.lines).toBe(expectedLines(utf8(before)).length);
          expect(tailed.lines).toEqual([]);
          expect(tailed.tookMs).toBeLessThan(150_000);
          expect(countOf(log.requests, "file")).toBeLessThan(350);
          expect(tailed.statuses.filter(({ type }) => type === "retrying").length).toBeGreaterThan(5);
        });
      }
    }
  });
});

describe("a position restored in a finished log", () => {
  it("is read on by a raw line that is longer than what may be held", async () => {
    const from = await positionAfter(numbered(50));
    const log = scriptedLog({ log: utf8(`${numbered(50)}${"x".repeat(2_500)}\nafter\n`), pieceBytes: 100 });
    const tailed = await runInOrder(log, { from }, { tuning: smallTuning });
    expect(tailed.error).toBeUndefined();
    expect(tailed.lines).toEqual(["x".repeat(2_500), "after"]);
    expect(countOf(log.requests, "file")).toBeLessThan(40);
  });
});

describe("a tail whose link begins to cut every response", () => {
  it("yields each line of a log that grew much meanwhile, while the job runs", async () => {
    const batches: Array<TailBatch> = [];
    let isCut = false;
    const log: ScriptedLog = scriptedLog({
      log: utf8(long),
      terminal: false,
      socket: false,
      pieceBytes: 4_096,
      fault: ({ kind }) => (kind === "file" && isCut ? { cutAfter: cutBytes } : undefined),
      onRequest: ({ kind, index }, self) => {
        if (kind === "file" && index === 5) {
          isCut = true;
          self.append(utf8(numbered(20_000, "more", 99)));
        }
        const lines = batches.reduce((sum, batch) => sum + batch.lines.length, 0);
        if (kind === "job" && lines >= 40_000) self.end();
      },
    });
    const tailed = await runInOrder(log, {}, { batches });
    expect(tailed.error).toBeUndefined();
    expect(tailed.lines).toEqual(expectedLines(log.log()));
    expect(countOf(log.requests, "file")).toBeLessThan(150);
    expect(log.fileBytes()).toBeLessThan(2 * log.log().length);
  });
});
