/**
 * Every recorded tail decodes to the entry in `recorded-tails.expected.json`, a file written by hand: the lines, the end
 * (`complete`, the message of an error event, the way the connection was lost, or the refusal), and the reason where the Python
 * client's result differs (`#n` is the number of the defect in docs/agent-defects.md, "section" a section of the notes behind
 * it).
 */
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import type { AgentEvent } from "../../src/agent/agent-event.ts";
import { FrameDecoder } from "../../src/agent/frame-decoder.ts";
import { StreamDecoder } from "../../src/agent/stream-decoder.ts";
import { LineLimit } from "../../src/tail/text/line-limit.ts";
import { type RecordedTail, recordedTails } from "./recorded-tails.ts";

type End = "complete" | { readonly error: string } | { readonly cut: string } | { readonly refused: number };

interface Expected {
  readonly lines: ReadonlyArray<string | { readonly repeat: string; readonly times: number }>;
  readonly end: End;
  readonly truncated?: number;
  readonly bytesLeftOut?: number;
  readonly differs?: Readonly<Partial<Record<"sync" | "async", string>>>;
}

const expectedByName = JSON.parse(
  readFileSync(new URL("recorded-tails.expected.json", import.meta.url), "utf8"),
) as Readonly<Record<string, Expected>>;

const linesOf = (expected: Expected): Array<string> =>
  expected.lines.map((line) => (typeof line === "string" ? line : line.repeat.repeat(line.times)));

/** The log text for a list of lines. */
const asLog = (lines: ReadonlyArray<string>): string =>
  lines
    .map((line) => (line.endsWith("\n") ? line : `${line}\n`))
    .join("")
    .replace(/\r\n?/g, "\n");

/** The text that a tail with the documented limit of 10,240 bytes yields for a line of the log. */
const shownOf = (limit: LineLimit, event: AgentEvent): string =>
  event.type === "line" || (event.type === "maybe" && event.kind === "empty")
    ? event.text
        .split("\n")
        .map((line) => limit.apply(line)?.shown ?? line)
        .join("\n")
    : "";

const decodeSocket = (tail: RecordedTail, decoder: FrameDecoder): Array<AgentEvent> =>
  tail.messages.map((message) => decoder.frame(message));

const decodeBody = (tail: RecordedTail, decoder: FrameDecoder, pieces = tail.pieces): Array<AgentEvent> => {
  const stream = new StreamDecoder(tail.contentType, decoder);
  const utf8 = new TextDecoder("utf-8", { ignoreBOM: true });
  const events = pieces.flatMap((piece) => stream.push(utf8.decode(piece, { stream: true })));
  return tail.end === "eof" ? [...events, ...stream.push(utf8.decode()), ...stream.end()] : events;
};

const ended = (event: AgentEvent): boolean => event.type === "complete" || event.type === "error";

const read = (
  tail: RecordedTail,
  limit = new LineLimit(10_240, "truncate"),
  pieces = tail.pieces,
): { log: string; end: End } => {
  const decoder = new FrameDecoder();
  if (tail.status >= 300) return { log: "", end: { refused: tail.status } };
  const events = tail.status === 101 ? decodeSocket(tail, decoder) : decodeBody(tail, decoder, pieces);
  const at = events.findIndex(ended);
  const last = events[at];
  const log = events
    .slice(0, at === -1 ? events.length : at)
    .map((event) => shownOf(limit, event))
    .join("");
  if (last?.type === "error") return { log, end: { error: last.message } };
  return { log, end: last === undefined ? { cut: tail.end } : "complete" };
};

/** The Python client's result in the same terms. It took a cut for `complete`. */
const pythonRead = ({ status, python: { yielded, error } }: RecordedTail): { log: string; end: unknown } => {
  if (error === null) return { log: asLog(yielded), end: "complete" };
  if (status < 300 && error.status_code === 500) return { log: asLog(yielded), end: { error: error.detail } };
  return { log: asLog(yielded), end: { refused: error.status_code } };
};

test("there are 154 tails, and exactly one expectation for each", () => {
  expect(recordedTails.length).toBe(154);
  expect(Object.keys(expectedByName).sort()).toEqual([...new Set(recordedTails.map((tail) => tail.name))].sort());
});

describe.each(recordedTails.map((tail) => [`${tail.client} ${tail.name}`, tail] as const))("%s", (_name, tail) => {
  const expected = expectedByName[tail.name] ?? { lines: [], end: { cut: "nothing is expected" } };

  test("decodes as expected", () => {
    const limit = new LineLimit(10_240, "truncate");
    expect(read(tail, limit)).toEqual({ log: asLog(linesOf(expected)), end: expected.end });
    const { truncated, skipped, bytesLeftOut } = limit.counts;
    expect({ truncated, skipped, bytesLeftOut }).toEqual({
      truncated: expected.truncated ?? 0,
      skipped: 0,
      bytesLeftOut: expected.bytesLeftOut ?? 0,
    });
  });

  test("differs from the Python client's result only if the expectation has a reason", () => {
    const same = JSON.stringify(read(tail)) === JSON.stringify(pythonRead(tail));
    expect(same ? undefined : "differs").toBe(expected.differs?.[tail.client] === undefined ? undefined : "differs");
  });
});

test.each(
  recordedTails.filter((tail) => tail.pieces.length > 0).map((tail) => [`${tail.client} ${tail.name}`, tail] as const),
)("%s: the same, byte by byte and in one piece", (_name, tail) => {
  const whole = Buffer.concat(tail.pieces);
  const bytes = Array.from(whole, (_, k) => whole.subarray(k, k + 1));
  expect(read(tail, undefined, bytes)).toEqual(read(tail));
  expect(read(tail, undefined, [whole])).toEqual(read(tail));
});
