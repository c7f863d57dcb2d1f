import { Effect, Exit, Fiber } from "effect";
import { describe, expect, it } from "vitest";
import { ConnectionFailed, NotFound, ServerError, Unauthorized } from "../../../src/errors.ts";
import type { FileEnd, LogFile } from "../../../src/tail/backend.ts";
import { FileText } from "../../../src/tail/run/file-text.ts";
import { utf8 } from "../../support/log-text.ts";
import { scriptedFile } from "./scripted-file.ts";
import { type OwnText, withText } from "./text-of.ts";

const end: FileEnd = { ended: true };
const quiet: FileEnd = { ended: true, quiet: true };
const reset = new ConnectionFailed({ reason: "reset", message: "reset" });
const missing = new NotFound({ message: "no file" });
const denied = new Unauthorized({ message: "denied" });

type Scripted = ReturnType<typeof scriptedFile>;

/** Runs a test with the text of a scripted file. */
const withFile = <A>(
  script: Parameters<typeof scriptedFile>[0],
  test: (it: { file: FileText; scripted: Scripted } & OwnText) => Effect.Effect<A, unknown>,
  { heldBytes = 1_000, ...settings }: Parameters<typeof withText>[1] & { readonly heldBytes?: number } = {},
): Promise<A> => {
  const scripted = scriptedFile(script);
  return withText(
    (own) => test({ file: new FileText(scripted.open, own.text, heldBytes), scripted, ...own }),
    settings,
  );
};

describe("a read of the log file", () => {
  it("emits the lines up to the file's end, and closes the response", async () => {
    await withFile({ reads: [["a\nb", "\nc", end]] }, ({ file, scripted, taken }) =>
      Effect.gen(function* () {
        expect(yield* file.read(false)).toEqual({ ended: true, complete: false, newText: true, rereadBytes: 0 });
        expect(yield* taken).toEqual(["a", "b"]);
        expect(scripted.log.open).toBe(0);
        expect(scripted.views).toEqual([undefined]);
      }),
    );
  });

  it("shows what there is and says so when the file waits for more text, and continues", async () => {
    const empty = new Uint8Array(0);
    await withFile({ reads: [["a\nb", empty, "\n", empty, end]] }, ({ file, taken }) =>
      Effect.gen(function* () {
        const seen: Array<unknown> = [];
        const caughtUp = (read: { readonly newText: boolean }) =>
          Effect.flatMap(taken, (lines) => Effect.sync(() => void seen.push([lines, read.newText])));
        expect(yield* file.read(false, caughtUp)).toMatchObject({ ended: true, newText: true });
        expect(seen).toEqual([
          [["a"], true],
          [["b"], true],
        ]);
      }),
    );
  });

  it("passes on that the server reported the log to be complete", async () => {
    await withFile({ reads: [["a\n", { ended: true, complete: true }]] }, ({ file }) =>
      Effect.gen(function* () {
        expect(yield* file.read(false)).toEqual({ ended: true, complete: true, newText: true, rereadBytes: 0 });
      }),
    );
  });

  it("moves the anchor to the last line start of each piece", async () => {
    await withFile({ reads: [["a\nb", "\nc", end]] }, ({ file, scripted }) =>
      Effect.gen(function* () {
        yield* file.read(false);
        expect(scripted.anchors.map(({ bytes, rawLines }) => [bytes, rawLines])).toEqual([
          [0, 0],
          [0, 0],
          [2, 1],
          [4, 2],
        ]);
      }),
    );
  });

  it("tells the file whether the job was terminal, and how much text came from elsewhere", async () => {
    await withFile({ reads: [["a\n", end], [end], ["c\n", end], [end], [end]] }, ({ file, scripted, receive }) =>
      Effect.gen(function* () {
        yield* file.read(false);
        yield* file.read(true);
        yield* receive("a\nc\n");
        yield* file.read(false);
        yield* file.read(false);
        yield* receive("a\nc\n\n");
        yield* file.read(false);
        expect(scripted.states).toEqual([
          { final: false, ahead: true, aheadLines: 0 },
          { final: true, ahead: false, aheadLines: 0 },
          { final: false, ahead: true, aheadLines: 1 },
          { final: false, ahead: false, aheadLines: 0 },
          { final: false, ahead: true, aheadLines: 1 },
        ]);
      }),
    );
  });

  it("counts the bytes read again, by the file and of known text", async () => {
    await withFile(
      {
        reads: [
          ["ab", end],
          ["abc\n", end],
        ],
        rereadBytes: 7,
      },
      ({ file }) =>
        Effect.gen(function* () {
          expect(yield* file.read(false)).toEqual({ ended: true, complete: false, newText: true, rereadBytes: 7 });
          expect(yield* file.read(false)).toEqual({ ended: true, complete: false, newText: true, rereadBytes: 9 });
        }),
    );
  });

  it("has no new text when all of it is known", async () => {
    await withFile({ reads: [["a\n", end]] }, ({ file, receive, taken }) =>
      Effect.gen(function* () {
        yield* receive("a\n");
        expect(yield* file.read(false)).toEqual({ ended: true, complete: false, newText: false, rereadBytes: 2 });
        expect(yield* taken).toEqual(["a"]);
      }),
    );
  });

  it("keeps the text before a cut, and fails with the cut", async () => {
    await withFile({ reads: [["a\nb", reset]] }, ({ file, scripted, taken }) =>
      Effect.gen(function* () {
        expect(yield* Effect.flip(file.read(false))).toBe(reset);
        expect(yield* taken).toEqual(["a"]);
        expect(scripted.log.open).toBe(0);
        expect(file.progress).toBe("2 pieces");
      }),
    );
  });

  it("succeeds when the file cut the response after new text, and else fails with the cut", async () => {
    const cutBy = { ended: false, cutBy: reset };
    await withFile(
      {
        reads: [
          ["a\n", cutBy],
          ["", cutBy],
        ],
      },
      ({ file }) =>
        Effect.gen(function* () {
          expect(yield* file.read(false)).toEqual({ ended: false, complete: false, newText: true, rereadBytes: 0 });
          expect(yield* Effect.flip(file.read(false))).toBe(reset);
        }),
    );
  });

  it("continues with the next call where the file says so", async () => {
    await withFile({ reads: [["a\n", { ended: false }]] }, ({ file, scripted }) =>
      Effect.gen(function* () {
        expect(yield* file.read(false)).toEqual({ ended: false, complete: false, newText: true, rereadBytes: 0 });
        expect(file.unfinished).toBeUndefined();
        yield* file.read(false);
        // The file was not read to its end, so it must not take its end for known.
        expect(scripted.states.map(({ ahead }) => ahead)).toEqual([true, true]);
      }),
    );
  });

  it("fails when the file ends before the text that another source returned", async () => {
    await withFile({ reads: [["a\n", end]] }, ({ file, receive }) =>
      Effect.gen(function* () {
        yield* receive("a\nbcd\n");
        expect(yield* Effect.flip(file.read(false))).toMatchObject({ _tag: "LogReset", reason: "different-bytes" });
      }),
    );
  });

  it("does not compare the text of a file that looks unchanged", async () => {
    await withFile({ reads: [[quiet]] }, ({ file, receive }) =>
      Effect.gen(function* () {
        yield* receive("abcd\n");
        expect(yield* file.read(false)).toEqual({ ended: true, complete: false, newText: false, rereadBytes: 0 });
        expect(file.unfinished).toBeUndefined();
      }),
    );
  });

  it("does not take text from elsewhere for read when the file looks unchanged", async () => {
    await withFile({ reads: [["a\n", end], [quiet], ["b\n", end]] }, ({ file, scripted, receive }) =>
      Effect.gen(function* () {
        yield* file.read(false);
        const read = file.unfinished;
        yield* receive("a\nb\n");
        yield* file.read(false);
        expect(file.unfinished).toBe(read);
        yield* file.read(false);
        expect(scripted.states.map(({ ahead }) => ahead)).toEqual([true, true, true]);
      }),
    );
  });

  it("fails when the file has other text than the tail received", async () => {
    await withFile({ reads: [["xyz\n", "more\n", end]] }, ({ file, receive, taken, scripted }) =>
      Effect.gen(function* () {
        yield* receive("abc\n");
        expect(yield* Effect.flip(file.read(false))).toMatchObject({ _tag: "LogReset", reason: "different-text" });
        expect(yield* taken).toEqual(["abc"]);
        expect(scripted.log.taken).toBe(1);
      }),
    );
  });

  it("keeps the start of a character at the file's end", async () => {
    await withFile({ reads: [[new Uint8Array([97, 0xc3]), end]] }, ({ file, text, taken }) =>
      Effect.gen(function* () {
        yield* file.read(true);
        yield* text.finish(file.unfinished);
        expect(yield* taken).toEqual(["a\uFFFD"]);
      }),
    );
  });

  it("counts each piece with text as one message", async () => {
    const limits = { limits: { maxMessages: 2 } };
    await withFile(
      {
        reads: [
          ["a\n", "", "", "b\n", end],
          ["c\n", end],
        ],
      },
      ({ file, taken }) =>
        Effect.gen(function* () {
          expect(yield* file.read(false)).toMatchObject({ ended: true });
          expect(yield* Effect.flip(file.read(false))).toMatchObject({
            _tag: "StreamLimitExceeded",
            reason: "messages",
          });
          expect(yield* taken).toEqual(["a", "b"]);
        }),
      limits,
    );
  });
});

describe("a read of the log file for a slow consumer", () => {
  const lines = ["1\n", "2\n", "3\n", "4\n", "5\n", "6\n", "7\n", "8\n", end];

  it("takes no more than the tail may hold, closes the response, and emits what it took", async () => {
    // One batch has room; the second waits too long; after that four bytes may be held.
    await withFile(
      { reads: [lines] },
      ({ file, scripted, taken }) =>
        Effect.gen(function* () {
          const reading = yield* Effect.forkChild(file.read(false));
          yield* Effect.sleep(60_000);
          expect(scripted.log).toEqual({ taken: 4, open: 0 });
          expect(yield* taken).toEqual(["1"]);
          yield* Effect.sleep(1_000);
          expect(yield* taken).toEqual(["2"]);
          expect(yield* Fiber.join(reading)).toEqual({ ended: false, complete: false, newText: true, rereadBytes: 0 });
          yield* Effect.sleep(1_000);
          expect(yield* taken).toEqual(["3", "4"]);
        }),
      { room: 1, heldBytes: 4 },
    );
  });

  it("emits what it took in batches of a piece's length, however short or long the server's pieces are", async () => {
    const long = (name: string): string => `${name.repeat(20_000)}\n`;
    const short = Array.from({ length: 4_000 }, (_, n) => `${n} xxxxxxxxxx\n`);
    const all = ["1\n", "2\n", ["a", "b", "c", "d"].map(long).join(""), ...short];
    await withFile(
      { reads: [[...all, end]] },
      ({ file, text }) =>
        Effect.gen(function* () {
          const reading = yield* Effect.forkChild(file.read(false));
          yield* Effect.sleep(60_000);
          const sizes: Array<number> = [];
          const got: Array<string> = [];
          while (got.join("").length < all.join("").length) {
            for (const batch of yield* text.batches.take) {
              sizes.push(batch.units);
              got.push(batch.text);
            }
          }
          expect(yield* Fiber.join(reading)).toMatchObject({ ended: true });
          expect(got.join("")).toBe(all.join(""));
          // A piece has 32 KiB here, and its first line may have begun in the one before.
          expect(Math.max(...sizes)).toBeLessThan(2 * 32 * 1024);
          expect(sizes.length).toBeLessThan(10);
        }),
      { room: 1, heldBytes: 10_000_000 },
    );
  });

  it("keeps no response of a growing file while several batches wait for the consumer", async () => {
    const long = Array.from({ length: 4 }, (_, n) => `${String(n).repeat(40_000)}\n`);
    const empty = new Uint8Array(0);
    await withFile(
      {
        reads: [
          ["1\n", "2\n", ...long, empty, "more\n", end],
          ["more\n", end],
        ],
      },
      ({ file, scripted, taken }) =>
        Effect.gen(function* () {
          const reading = yield* Effect.forkChild(file.read(false));
          yield* Effect.sleep(60_000);
          expect(scripted.log.open).toBe(0);
          const got: Array<string> = [];
          while (reading.pollUnsafe() === undefined) {
            got.push(...(yield* taken));
            yield* Effect.sleep(10);
          }
          expect(yield* Fiber.join(reading)).toMatchObject({ ended: false, newText: true });
          const rest = yield* Effect.forkChild(file.read(false));
          for (let n = 0; n < 20 && rest.pollUnsafe() === undefined; n++) {
            got.push(...(yield* taken));
            yield* Effect.sleep(10);
          }
          expect(yield* Fiber.join(rest)).toMatchObject({ ended: true });
          got.push(...(yield* taken));
          expect(got).toEqual(["1", "2", ...long.map((line) => line.slice(0, -1)), "more"]);
        }),
      { room: 1, heldBytes: 10_000_000 },
    );
  });

  it("does not count the time that the last read waited", async () => {
    await withFile(
      { reads: [lines, lines.slice(4)] },
      ({ file, taken }) =>
        Effect.gen(function* () {
          const reading = yield* Effect.forkChild(file.read(false));
          for (let n = 0; n < 20 && reading.pollUnsafe() === undefined; n++) {
            yield* Effect.sleep(6_000);
            yield* taken;
          }
          const rest = yield* Effect.forkChild(file.read(false));
          for (let n = 0; n < 20 && rest.pollUnsafe() === undefined; n++) {
            yield* Effect.sleep(10);
            yield* taken;
          }
          expect(yield* Fiber.join(rest)).toEqual({ ended: true, complete: false, newText: true, rereadBytes: 0 });
        }),
      { room: 1, heldBytes: 4 },
    );
  });
});

describe("a read of the log file beside a live source", () => {
  it("continues to the file's end", async () => {
    const more = { ended: false };
    await withFile({ reads: [["a\n", more], [more], ["b\n", end]], rereadBytes: 5 }, ({ file, scripted, taken }) =>
      Effect.gen(function* () {
        expect(yield* file.readBeside()).toEqual({ ended: true, complete: false, newText: true, rereadBytes: 15 });
        expect(yield* taken).toEqual(["a", "b"]);
        expect(scripted.states.map(({ final }) => final)).toEqual([false, false, false]);
      }),
    );
  });

  it("has new text when only its last part has", async () => {
    await withFile({ reads: [[{ ended: false }], ["b\n", end]] }, ({ file }) =>
      Effect.map(file.readBeside(), (read) =>
        expect(read).toEqual({ ended: true, complete: false, newText: true, rereadBytes: 0 }),
      ),
    );
  });

  it("has no new text when nothing is new", async () => {
    await withFile({ reads: [[end]] }, ({ file, scripted }) =>
      Effect.map(file.readBeside(), (read) => {
        expect(read).toEqual({ ended: true, complete: false, newText: false, rereadBytes: 0 });
        expect(scripted.states.length).toBe(1);
      }),
    );
  });

  it("stops after four reads of a file that grows faster", async () => {
    const read = ["a\n", { ended: false }];
    await withFile({ reads: [read, read, read, read, read] }, ({ file, scripted }) =>
      Effect.gen(function* () {
        expect(yield* file.readBeside()).toEqual({ ended: false, complete: false, newText: true, rereadBytes: 0 });
        expect(scripted.states.length).toBe(4);
      }),
    );
  });

  it("returns nothing when the file is not available now", async () => {
    for (const error of [reset, missing, new ServerError({ message: "no file" })])
      await withFile({ reads: [error] }, ({ file }) =>
        Effect.map(file.readBeside(), (read) => expect(read).toBeUndefined()),
      );
  });

  it("is not available when it is refused: the tail's next read shows that again", async () => {
    await withFile({ reads: [denied] }, ({ file }) =>
      Effect.map(file.readBeside(), (read) => expect(read).toBeUndefined()),
    );
  });

  it("fails with an error that lasts", async () => {
    const badCertificate = new ConnectionFailed({ reason: "tls", message: "tls" });
    await withFile({ reads: [badCertificate] }, ({ file }) =>
      Effect.map(Effect.flip(file.readBeside()), (error) => expect(error).toBe(badCertificate)),
    );
  });
});

describe("a file that begins again", () => {
  it("opens the whole log, or its last lines, with nothing read", async () => {
    await withFile({ reads: [[new Uint8Array([97, 0xc3]), end]] }, ({ file, scripted, text }) =>
      Effect.gen(function* () {
        yield* file.read(true);
        expect(file.unfinished).toBeDefined();
        file.restart(5);
        expect(file.unfinished).toBeUndefined();
        expect(scripted.views).toEqual([undefined, { lastLines: 5 }]);
        file.restart(undefined);
        expect(scripted.views.at(-1)?.lastLines).toBeUndefined();
        yield* text.emit();
        yield* file.read(false);
        expect(scripted.states.map(({ ahead }) => ahead)).toEqual([true, true]);
      }),
    );
  });
});

describe("the look for text that a silent source did not return", () => {
  /** What the look finds when the tail received this text and the file ends in these bytes. */
  const hasMore = (
    received: string,
    bytes: string | Uint8Array,
    ended = true,
    from?: Parameters<typeof withText>[1],
  ): Promise<boolean | undefined> => {
    const readEnd = () => Effect.succeed({ bytes: typeof bytes === "string" ? utf8(bytes) : bytes, ended });
    return withFile(
      { readEnd },
      ({ file, receive }) => Effect.andThen(received === "" ? Effect.void : receive(received), file.hasMore()),
      from,
    );
  };

  it("reads the last 50 lines, at most one mebibyte", async () => {
    const asked: Array<readonly [number, number]> = [];
    const readEnd: LogFile["readEnd"] = (...sizes) => {
      asked.push(sizes);
      return Effect.succeed({ bytes: utf8("a\n"), ended: true });
    };
    await withFile({ readEnd }, ({ file }) => file.hasMore());
    expect(asked).toEqual([[50, 1_048_576]]);
  });

  it.each([
    ["a\nb\n", "a\nb\n", false],
    ["a\nb\n", "b\n", false],
    ["b\n", "a\nb\n", false],
    ["a\nb", "a\nb\n", false],
    ["a\nb\n", "a\nb\r\n", false],
    ["a\nb\n", "a\nb\nc\n", true],
    ["a\nb\n", "c\n", true],
    ["abc", "abd", true],
    ["", "", false],
    ["", "a", true],
    ["a\n\uFEFFb\n", "\uFEFFb\n", false],
    ["a\nb\n", "\uFEFFb\n", true],
  ])("compares the ends: received %j, file %j: %j", async (received, bytes, more) => {
    expect(await hasMore(received, bytes)).toBe(more);
  });

  it("finds more when the file's last part is longer than the tail may read", async () => {
    expect(await hasMore("a\n", "a\n", false)).toBe(true);
    expect(await hasMore("", "", false)).toBe(true);
  });

  it("finds nothing when the tail does not know its last text", async () => {
    const print = { bytes: 0, hash: "0" };
    const anchor = { bytes: 4, rawLines: 1, units: 3, newlines: 1, head: print, tail: print };
    const from = { from: { version: 1, lines: 1, units: 3, newlines: 1, anchor } } as const;
    expect(await hasMore("", "anything\n", true, from)).toBe(false);
    expect(await hasMore("", "anything\n", false, from)).toBe(true);
  });

  it("shows nothing when the file is not readable", async () => {
    const look = withFile({}, ({ file }) => Effect.exit(file.hasMore()));
    expect(await look).toEqual(Exit.succeed(undefined));
  });
});
