/** Every function that reads a server's text takes linear time, even with hostile texts. */
import { Effect, Schema, Stream } from "effect";
import { describe, expect, it } from "vitest";
import { describeAgent } from "../../src/agent/errors.ts";
import { readEnvelope } from "../../src/agent/event-envelope.ts";
import { FrameDecoder } from "../../src/agent/frame-decoder.ts";
import { FrameReader } from "../../src/agent/frame-reader.ts";
import { LiveMessages } from "../../src/agent/live-messages.ts";
import { makeLogText } from "../../src/agent/log-text.ts";
import { memberSource } from "../../src/agent/member-source.ts";
import { StreamDecoder } from "../../src/agent/stream-decoder.ts";
import { StreamReader } from "../../src/agent/stream-reader.ts";
import { decodeJson } from "../../src/http/decode-json.ts";
import type { RefusedResponse } from "../../src/http/http.ts";
import { makeJsonStringStream } from "../../src/http/json-string-stream.ts";
import { parseRetryAfter } from "../../src/http/retry-after.ts";
import { excerpt, lastMeaningfulLine, visibleText } from "../../src/http/visible-text.ts";
import { describeRay } from "../../src/ray/errors.ts";
import { describeDirectAccess } from "../../src/reasoner/direct-access/describe.ts";
import { createdId } from "../../src/reasoner/direct-access/shapes.ts";
import { followEvents } from "../../src/reasoner/follow-events.ts";
import { readEvents } from "../../src/reasoner/job-parts.ts";
import { makeRedactor } from "../../src/redaction/redactor.ts";
import { describeSnowflake } from "../../src/snowflake/describe.ts";
import { decodeCell } from "../../src/snowflake/sql-value.ts";
import { counted, normaliseNewlines } from "../../src/tail/text/newlines.ts";
import { growsTooFast } from "../support/growth.ts";

const token = "aB3/xYz+Canary=token-0123456789";

/** Texts by their length: runs, near misses of a token, and texts like those of a validator or a traceback. */
const texts: Readonly<Record<string, (units: number) => string>> = {
  zeros: (units) => "0".repeat(units),
  "zeros with an end": (units) => `${"0".repeat(units)}x`,
  "a fraction": (units) => `1.${"0".repeat(units)}1`,
  spaces: (units) => " ".repeat(units),
  "spaces with an end": (units) => `${" ".repeat(units)}x`,
  newlines: (units) => "\r\n".repeat(units / 2),
  "full stops on lines": (units) => " .\n".repeat(units / 3),
  quotes: (units) => '"'.repeat(units),
  backslashes: (units) => "\\".repeat(units),
  percents: (units) => "%".repeat(units),
  ampersands: (units) => "&#x".repeat(units / 3),
  "control characters": (units) => "\u001b".repeat(units),
  ellipses: (units) => "…".repeat(units),
  "open brackets": (units) => "[".repeat(units),
  "open braces": (units) => '{"a":'.repeat(units / 5),
  "a long JSON text": (units) => `{"detail":"${"a".repeat(units)}","message":"${" ".repeat(units)}x"}`,
  "a long JSON list": (units) => `{"detail":[${"0,".repeat(units / 2)}0],"events":[${"{},".repeat(units / 3)}{}]}`,
  "starts of a token": (units) => token.slice(0, 17).repeat(units / 17),
  "ends of a token": (units) => token.slice(-17).repeat(units / 17),
  tokens: (units) => token.repeat(units / token.length),
  "tokens in base64": (units) => btoa(token.repeat(units / token.length)),
  "tokens, escaped": (units) => encodeURIComponent(encodeURIComponent(token)).repeat(units / 60),
  "starts of words that Ray uses": (units) =>
    "Agent for node id: Job with submission_id Actor ID [type=".repeat(units / 57),
  "validation errors": (units) => `5 validation errors for x\n${"  a [type=\n".repeat(units / 11)}`,
  "words of Snowflake": (units) => "unknown user-defined function database '".repeat(units / 40),
  "data lines": (units) => "data: x\n".repeat(units / 8),
  events: (units) => 'data: {"message":"x"}\n\n'.repeat(units / 23),
};

const answer = (text: string, status: number): RefusedResponse => ({
  label: "GET http://127.0.0.1/x",
  method: "GET",
  path: "/jobs/1/",
  status,
  headers: {},
  text,
  retryAfterMs: undefined,
});

const redactor = makeRedactor();
redactor.addToken(token);
redactor.addHeader(`Basic ${btoa(`user:${token}`)}`);

const inPieces = (text: string, push: (piece: string) => void, size = 7): void => {
  for (let at = 0; at < text.length; at += size) push(text.slice(at, at + size));
};
const encoder = new TextEncoder();
const logEvent = (message: string): string => JSON.stringify({ type: "log", message });
const attempt = (work: () => unknown): void => {
  try {
    work();
  } catch {
    // Refused, which is an end as well.
  }
};
const cellTypes = [
  "fixed",
  "real",
  "boolean",
  "binary",
  "date",
  "time",
  "timestamp_ntz",
  "timestamp_ltz",
  "timestamp_tz",
  "variant",
  "text",
];
const read = decodeJson(Schema.Struct({ a: Schema.String, b: Schema.Array(Schema.Number) }));

/** Every function over a server's text. */
const functions: Readonly<Record<string, (text: string) => unknown>> = {
  visibleText,
  excerpt: (text) => excerpt(text, 300),
  lastMeaningfulLine,
  "redactor.text": (text) => redactor.text(text),
  "redactor.text of a cut": (text) => redactor.text(text, "both"),
  "redactor.data": (text) => redactor.data({ [text]: [text] }),
  "redactor.error": (text) => redactor.error(new Error(text, { cause: { text, bytes: encoder.encode(text) } })),
  ...Object.fromEntries(
    [400, 404, 405, 422, 500, 503].map((status) => [
      `describeRay of ${status}`,
      (text: string) => describeRay(answer(text, status)),
    ]),
  ),
  ...Object.fromEntries(
    [404, 422, 503].map((status) => [
      `describeAgent of ${status}`,
      (text: string) => describeAgent(answer(text, status)),
    ]),
  ),
  ...Object.fromEntries(
    [404, 422, 500].map((status) => [
      `describeDirectAccess of ${status}`,
      (text: string) => describeDirectAccess(answer(text, status)),
    ]),
  ),
  ...Object.fromEntries(
    [408, 422, 500].map((status) => [
      `describeSnowflake of ${status}`,
      (text: string) => describeSnowflake(answer(JSON.stringify({ message: text, code: text }), status)),
    ]),
  ),
  ...Object.fromEntries(cellTypes.map((type) => [`decodeCell of ${type}`, (text: string) => decodeCell(type, text)])),
  parseRetryAfter: (text) => parseRetryAfter(text, 0),
  decodeJson: (text) => Effect.runSync(Effect.exit(read("x", text))),
  "decodeJson of a text": (text) => Effect.runSync(Effect.exit(read("x", JSON.stringify({ a: [text], b: text })))),
  readEnvelope,
  memberSource: (text) => memberSource(JSON.stringify({ message: text, [text]: 1 }), "message"),
  createdId: createdId,
  readEvents: (text) => attempt(() => readEvents(text)),
  FrameDecoder: (text) => {
    const decoder = new FrameDecoder();
    inPieces(text, (piece) => decoder.frame(piece));
  },
  FrameReader: (text) => {
    const frames = [logEvent("a"), logEvent("b")];
    inPieces(text, (piece) => frames.push(piece, `{"type":"log","message":"${piece}"}`), 150);
    for (const pull of [frames, frames.map((frame) => encoder.encode(frame))])
      Array.from(new FrameReader().read(pull, new LiveMessages("tail")));
  },
  ...Object.fromEntries(
    ["text/event-stream", "application/x-ndjson"].map((type) => [
      `StreamReader of ${type}`,
      (text: string) => {
        const [open, close] = type === "text/event-stream" ? ["data: ", "\n\n"] : ["", "\n"];
        const reader = new StreamReader(type);
        const events = [open + logEvent("a") + close];
        inPieces(text, (piece) => events.push(piece, `${open}{"type":"log","message":"${piece}"}${close}`), 150);
        Array.from(reader.read(encoder.encode(events.join("")), new LiveMessages("tail")));
      },
    ]),
  ),
  ...Object.fromEntries(
    ["text/event-stream", "application/x-ndjson", "text/plain", ""].map((type) => [
      `StreamDecoder of ${type}`,
      (text: string) => {
        const decoder = new StreamDecoder(type, new FrameDecoder());
        inPieces(text, (piece) => decoder.push(piece));
      },
    ]),
  ),
  makeJsonStringStream: (text) =>
    attempt(() => {
      const decoder = makeJsonStringStream("logs");
      inPieces(`{"logs": ${JSON.stringify(text)}, "x": ${text}`, (piece) => decoder.push(encoder.encode(piece)));
    }),
  makeLogText: (text) =>
    attempt(() => {
      const decoder = makeLogText("application/json");
      inPieces(text, (piece) => decoder.push(encoder.encode(piece)));
    }),
  newlines: (text) => counted(normaliseNewlines(text, { pendingCr: false } as never)),
};

describe("work on a server's text", () => {
  for (const [name, work] of Object.entries(functions)) {
    it(`takes time in proportion to it: ${name}`, () => {
      for (const [kind, text] of Object.entries(texts)) {
        const slow = growsTooFast((units) => {
          const subject = text(units);
          return () => work(subject);
        });
        expect(slow, kind).toBeUndefined();
      }
    }, 60_000);
  }

  it("takes time in proportion to it: pages of events that nearly repeat", () => {
    const page = (units: number, last: unknown) => ({
      events: [...Array.from({ length: units / 8 }, () => ({ a: 1 })), { last }],
      continuationToken: null,
    });
    const slow = growsTooFast((units) => {
      const pages = [page(units, 1), page(units, 2), page(units, 2)];
      return () => {
        let at = 0;
        Effect.runSync(
          Stream.runDrain(
            followEvents(
              {
                label: "x",
                over: Effect.succeed(true),
                page: () => Effect.sync(() => pages[Math.min(at++, 2)] ?? page(1, 1)),
                pollIntervalMs: 1,
                timeoutMs: undefined,
              },
              { token: "", given: 0 },
            ),
          ),
        );
      };
    });
    expect(slow).toBeUndefined();
  }, 60_000);

  it("is linear for a number of any length: 160,000 digits are not a number", () => {
    const slow = growsTooFast((units) => {
      const digits = "9".repeat(10 * units);
      return () => {
        expect(decodeCell("fixed", digits)).toBeUndefined();
        expect(decodeCell("fixed", `0.${digits}`)).toBeUndefined();
        expect(decodeCell("real", digits)).toBeUndefined();
        expect(decodeCell("timestamp_ntz", digits)).toBeUndefined();
      };
    });
    expect(slow).toBeUndefined();
  });

  it("survives endlessly nested JSON", () => {
    const deep = `${"[".repeat(200_000)}${"]".repeat(200_000)}`;
    for (const text of [deep, `{"detail":${deep}}`, `{"message":${deep},"a":${deep}}`]) {
      expect(describeAgent(answer(text, 422))._tag).toBe("InvalidRequest");
      expect(describeRay(answer(text, 500))._tag).toBe("ServerError");
      expect(describeSnowflake(answer(text, 422))._tag).toBe("InvalidRequest");
      expect(Effect.runSync(Effect.flip(read("x", text)))._tag).toBe("BadResponse");
    }
  });
});
