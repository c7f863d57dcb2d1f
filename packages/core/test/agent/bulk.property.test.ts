/**
 * Reading many events at once gives exactly the messages of reading each alone, for frames of every kind, cut into any pulls, and for
 * bodies cut at any byte. JOBWIRE_RUNS sets the number of runs; a failure prints its seed.
 */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { FrameReader } from "../../src/agent/frame-reader.ts";
import { LiveMessages, type LivePiece } from "../../src/agent/live-messages.ts";
import { StreamReader } from "../../src/agent/stream-reader.ts";
import { singleEvents, singleFrames, type SingleMessage } from "../support/single-messages.ts";

const numRuns = Number(process.env["JOBWIRE_RUNS"] ?? 1500);
const encoder = new TextEncoder();

/** The messages of one pull, with the text of consecutive frames joined. */
const joined = (pieces: Iterable<LivePiece>): Array<SingleMessage> => {
  const result: Array<SingleMessage> = [];
  for (const piece of pieces) {
    const last = result.at(-1);
    if (!("frames" in piece)) result.push(shown(piece));
    else if (piece.frames.join("") === "") continue;
    else if (last !== undefined && "text" in last) result.splice(-1, 1, { text: last.text + piece.frames.join("") });
    else result.push({ text: piece.frames.join("") });
  }
  return result;
};

const shown = (piece: Exclude<LivePiece, { readonly frames: ReadonlyArray<string> }>): SingleMessage => {
  if ("failed" in piece)
    return { failed: /ended the tail with an error: (.*)\. Follow/s.exec(piece.failed.message)?.[1] ?? "" };
  if ("closed" in piece || "encoded" in piece) throw new Error("a reader of messages does neither close nor encode");
  return piece;
};

const readFrames = (
  pulls: ReadonlyArray<ReadonlyArray<string | Uint8Array>>,
): ReadonlyArray<ReadonlyArray<SingleMessage>> => {
  const reader = new FrameReader();
  return pulls.map((frames) => joined(reader.read(frames, new LiveMessages("tail"))));
};

const readBody = (
  contentType: string | undefined,
  pieces: ReadonlyArray<Uint8Array>,
): ReadonlyArray<ReadonlyArray<SingleMessage>> => {
  const reader = new StreamReader(contentType);
  return [
    ...pieces.map((bytes) => joined(reader.read(bytes, new LiveMessages("tail")))),
    joined(reader.end(new LiveMessages("tail"))),
  ];
};

/** The text of a JSON string without its quotes, valid or not: what may stand between two quotes of a frame. */
const body = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom("a", "line 1", "", "xy", "0.5 loss") },
  {
    weight: 3,
    arbitrary: fc.constantFrom(
      "\\n",
      "a\\n",
      "a\\nb",
      "a\\n\\n",
      "\\r",
      "a\\r\\nb\\r",
      '\\"',
      "\\\\",
      "\\\\n",
      "\\u000a",
      "\\u007f",
      "\\u0000",
      "\\ud83d\\ude80",
      "\\ud83d",
      "\\ude80",
      "\u007f",
      "\u2028\u2029\u0085\f".slice(0, 3),
      "한 🚀",
      "\ufeffa",
      "\\/",
    ),
  },
  {
    weight: 2,
    // None of these is the inside of a JSON string, some only together with what follows or precedes.
    arbitrary: fc.constantFrom(
      "\\",
      "a\\",
      "\\u",
      "\\u00",
      "0a",
      "n",
      '"',
      'a","message":"b',
      '"}\n{"type":"log","message":"',
      '"}\n\ndata: {"type":"log","message":"',
      '"} {"message":"',
      "a\nb",
      "\u0000",
      "\t",
      "\r",
      "\\x",
      '","type":"complete","x":"',
      '","type":"error","x":"',
      '","message":"',
      "\ud83d",
      "\ude80",
    ),
  },
  { weight: 1, arbitrary: fc.string({ unit: "binary", maxLength: 6 }) },
  {
    weight: 1,
    arbitrary: fc.string({ unit: "grapheme", maxLength: 6 }).map((text) => JSON.stringify(text).slice(1, -1)),
  },
);

/** Forms of log events: member orders, spaces, further members; some are other events or none for every message. */
const forms: ReadonlyArray<readonly [string, string]> = [
  ['{"type":"log","message":"', '"}'],
  ['{"type": "log", "message": "', '"}'],
  ['{"message":"', '","type":"log"}'],
  ['{"message": "', '"}'],
  [' {"type":"log","level":"INFO","message":"', '" , "n":[1,{"message":"x"}]} '],
  ['{"meta":{"message":"no"},"type":"log","message":"', '"}'],
  ['{"message":"first","message":"', '"}'],
  ['{"message":"', '","message":"x"}'],
  ['{"message":"', '","message":5}'],
  ['{"__proto__":{"type":"complete"},"message":"', '"}'],
  ['{\n"type":"log",\n"message":"', '"\n}'],
  ['{"type":"log",\r"message":"', '"}'],
  ['{"job":"a\\/b","type":"log","message":"', '"}'],
  ['{"type":"log","text":"', '"}'],
  ['{"type":"log","massage":"', '"}'],
  ['{"type":"status","message":"', '"}'],
  ['{"type":"error","message":"', '"}'],
  ['{"type":"log","message":"', '"'],
  ['{"type":"log","message":"', '"}x'],
  ['{"x":"\\"message\\":\\"', '","message":"m"}'],
  ['{"x":"{\\"message\\":"', '"}'],
  ['{"message":["', '"]}'],
];
const form = fc.constantFrom(...forms);

/** Frames of one form in a row, as an agent sends them, or anything else. */
const run = (weightOfRuns: number): fc.Arbitrary<ReadonlyArray<string>> =>
  fc.oneof(
    {
      weight: weightOfRuns,
      arbitrary: fc
        .tuple(form, fc.array(body, { minLength: 1, maxLength: 8 }))
        .map(([[open, close], bodies]) => bodies.map((each) => open + each + close)),
    },
    {
      weight: 2,
      arbitrary: fc.array(
        fc.constantFrom(
          "",
          "",
          "bare line",
          '{"loss":0.1}',
          '{"type":"ping"}',
          '{"type":"log"}',
          '{"type":"metric","n":1}',
          '{"type":"log","message":5}',
          '{"type":"log","message":null}',
          '{"type":"connected","job":1}',
          '{"message":"a","n":1}',
          "[1]",
          "\n",
          "a\nb",
          '"}',
          '{"type":"log","message":"a"}\n{"type":"log","message":"b"}',
          // Values that are whole only together.
          '{"message":"a","x":[{}',
          "{}]}",
          '{"message":"b"},{"message":"c"}',
          '{"message":"b"},"x",{"message":"c"}',
        ),
        { minLength: 1, maxLength: 3 },
      ),
    },
    {
      weight: weightOfRuns,
      // Each with members of its own: none has the form of the one before.
      arbitrary: fc
        .array(fc.tuple(form, body, fc.nat(9)), { minLength: 2, maxLength: 12 })
        .map((events) => events.map(([[open, close], each, n]) => `${open.replace("{", `{"n":${n},`)}${each}${close}`)),
    },
    { weight: 1, arbitrary: fc.constantFrom(['{"type":"complete"}'], ['{"type":"error","message":"boom"}']) },
  );

const invalid = fc.constantFrom<ReadonlyArray<number>>(
  [0xff],
  [0xc3],
  [0xed, 0xa0, 0x80],
  [0xf0, 0x9f, 0x9a],
  [0xc3, 0x22],
);

/** The bytes of a frame, some with invalid UTF-8 in their middle. */
const asBytes = (frame: string, broken: ReadonlyArray<number> | undefined): Uint8Array => {
  const bytes = encoder.encode(frame);
  if (broken === undefined) return bytes;
  const middle = Math.max(0, bytes.length - 2);
  return Uint8Array.from([...bytes.subarray(0, middle), ...broken, ...bytes.subarray(middle)]);
};

describe("reading many events at once is reading each", () => {
  it("of WebSocket messages", () => {
    const kind = fc.constantFrom<"text" | "binary" | "mixed">("text", "binary", "binary", "mixed");
    fc.assert(
      fc.property(
        fc.array(run(6), { maxLength: 8 }),
        kind,
        fc.array(fc.tuple(fc.nat(60), fc.option(invalid, { freq: 2 }), fc.boolean()), { maxLength: 6 }),
        fc.array(fc.nat(70), { maxLength: 8 }),
        (runs, transport, changes, cuts) => {
          const frames = runs.flat().map((frame, index): string | Uint8Array => {
            const [, broken, text] = changes.find(([at]) => at === index) ?? [index, null, index % 3 === 0];
            const isText = transport === "text" || (transport === "mixed" && text);
            return isText ? frame : asBytes(frame, broken ?? undefined);
          });
          const at = [0, ...cuts.map((cut) => Math.min(cut, frames.length)).sort((a, b) => a - b), frames.length];
          const pulls = at.slice(1).map((end, k) => frames.slice(at[k], end));
          expect(readFrames(pulls)).toEqual(singleFrames(pulls));
        },
      ),
      { numRuns },
    );
  });

  it("of event streams and JSON lines, cut at any byte", () => {
    const type = fc.constantFrom(
      "text/event-stream",
      "text/event-stream",
      "application/x-ndjson",
      "text/plain",
      undefined,
    );
    const framing = fc.constantFrom<readonly [string, string]>(
      ["data: ", "\n\n"],
      ["data: ", "\n\n"],
      ["data: ", "\r\n\r\n"],
      ["data:", "\n\n"],
      ["event: log\ndata: ", "\n\n"],
      ["event: log\r\ndata: ", "\r\n\r\n"],
      ["event: error\ndata: ", "\n\n"],
      ["id: 1\ndata: ", "\n\n"],
      ["data: ", "\nid: 1\n\n"],
      ["data: ", "\r\r"],
      ["data: ", "\n"],
      ["", "\n"],
      ["", "\r\n"],
      ["", "\r"],
    );
    const noise = fc.constantFrom(
      "",
      "",
      "",
      ": ping\n\n",
      "\n",
      "\r\n",
      "event: ping\n",
      "raw line\n",
      "\ufeff",
      "retry: 5\n",
    );
    fc.assert(
      fc.property(
        type,
        fc.array(fc.tuple(run(8), framing, noise), { maxLength: 6 }),
        fc.array(fc.tuple(fc.nat(600), fc.boolean()), { maxLength: 8 }),
        fc.option(fc.tuple(fc.nat(600), invalid)),
        (contentType, runs, cuts, broken) => {
          const text = runs
            .map(([frames, [open, close], before]) => before + frames.map((frame) => open + frame + close).join(""))
            .join("");
          const bytes = encoder.encode(text);
          const hole = Math.min(broken?.[0] ?? 0, bytes.length);
          const whole = Uint8Array.from([...bytes.subarray(0, hole), ...(broken?.[1] ?? []), ...bytes.subarray(hole)]);
          // Many pieces end between two lines.
          const sizes = cuts.map(([cut, atLine]) =>
            atLine ? whole.indexOf(10, cut) + 1 : Math.min(cut, whole.length),
          );
          const at = [0, ...sizes.sort((a, b) => a - b), whole.length];
          const pieces = at.slice(1).map((end, k) => whole.subarray(at[k], end));
          expect(readBody(contentType, pieces)).toEqual(singleEvents(contentType, pieces));
        },
      ),
      { numRuns },
    );
  });
});
