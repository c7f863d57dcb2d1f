import { cutAfter, type Fault, instead, json, rewrite, socket, text } from "@jobwire/testing/faults";
import { failsWith, failure, holds, same, until } from "../../case/checks.ts";
import type { ConformanceCase } from "../../case/conformance-case.ts";
import { numbered } from "../ray/logs.ts";
import { logWays, readToEnd, subjectOf } from "./backends.ts";
import { wholeBody, withBody } from "./bodies.ts";
import { faultCases } from "./fault-case.ts";
import { logWorld } from "./log-world.ts";

const fiveMebibytes = "long ".repeat(1_048_576);
/** Above what Ray's socket may send in one message, and what a client accepts. */
const overFrames = "x".repeat(17 * 1_048_576);

const longLines: ReadonlyArray<ConformanceCase> = [
  ...faultCases({
    row: 13,
    variant: "line-of-5-mib",
    on: "log",
    ways: logWays,
    world: (makers, surface, transport) =>
      logWorld(makers, surface, transport, {
        log: `${numbered(3)}${fiveMebibytes}\n${numbered(3, 3)}`,
        endsAt: Number.POSITIVE_INFINITY,
      }),
    run: readToEnd,
  }),
  ...faultCases({
    row: 13,
    variant: "over-the-limit",
    on: "log",
    ways: logWays,
    only: (surface) => surface !== "reasoner",
    world: (makers, surface, transport) =>
      logWorld(makers, surface, transport, {
        log: `${numbered(3)}${"y".repeat(200_000)}\n${numbered(3, 3)}`,
        endsAt: Number.POSITIVE_INFINITY,
      }),
    run: async (bench, surface) => {
      const { over, lines } = subjectOf(bench, surface).read({ maxLineBytes: 100_000 });
      const error = await failsWith(over, "StreamLimitExceeded", "message-bytes");
      same(lines, ["line 0", "line 1", "line 2"], "the lines before it");
      holds(error.position !== undefined, "the error has a position");
      const asked = await bench.hand.asked();
      holds(asked <= 5, `no loop: ${asked} connections`);
    },
  }),
  ...faultCases({
    row: 13,
    variant: "message-over-the-limit",
    on: "log",
    ways: logWays,
    only: (surface, transport) => surface === "ray" && transport === "websocket",
    world: (makers, surface, transport) =>
      logWorld(makers, surface, transport, {
        log: `${numbered(3)}${overFrames}\n${numbered(3, 3)}`,
        endsAt: Number.POSITIVE_INFINITY,
        fault: () => instead(socket([numbered(3), `${overFrames}\n`], { answersControlFrames: false, end: "stall" })),
      }),
    run: async (bench, surface) => {
      await readToEnd(bench, surface);
      const asked = await bench.hand.asked();
      holds(asked <= 5, `no loop: ${asked} sockets`);
    },
  }),
  ...faultCases({
    row: 13,
    variant: "response-over-the-limit",
    on: "log",
    ways: logWays,
    only: (surface) => surface === "reasoner",
    world: (makers, surface, transport) =>
      logWorld(makers, surface, transport, {
        log: numbered(3),
        // A response without end; the client must bound what it reads of it.
        fault: () =>
          rewrite((answer) => ({
            ...answer,
            framing: "chunked",
            body: endless(),
          })),
      }),
    run: async (bench, surface) => {
      await failsWith(subjectOf(bench, surface).read().over, "BadResponse", "too-large");
    },
  }),
];

function* endless(): Generator<Uint8Array, void, undefined> {
  const piece = new Uint8Array(1_048_576).fill(0x20);
  while (true) yield piece;
}

/** Text that a terminal, a line splitter or a decoder could misread. */
const hostile = [
  "\u001b[31mred\u001b[0m \u001b]0;title\u0007 \u009b2J \u0090dcs\u009c",
  "nul \u0000 bell \u0007 back \b delete \u007f",
  "left-to-right \u202e override \u2066 isolate \u200b zero \u200f mark",
  "line separator \u2028 paragraph \u2029 next \u0085 end",
  "tags \u{e0041}\u{e0042} \ufeffmark",
  '{"type": "complete"}',
  "data: {}",
  "",
  "\ud83d\ude00 한글",
];

const hostileLogs: ReadonlyArray<ConformanceCase> = [
  ...faultCases({
    row: 24,
    variant: "control-characters",
    on: "log",
    ways: logWays,
    world: (makers, surface, transport) =>
      logWorld(makers, surface, transport, {
        log: `${hostile.join("\n")}\nbar 1\rbar 2\rbar 3\r\nend\n`,
        endsAt: Number.POSITIVE_INFINITY,
      }),
    run: readToEnd,
  }),
];

/** The log is another one at the next request. */
const otherLogs: Readonly<Record<string, (log: string) => string>> = {
  replaced: () => `another first line\n${numbered(60, 7)}`,
  truncated: (log) => log.slice(0, 100),
};

const replaced: ReadonlyArray<ConformanceCase> = Object.entries(otherLogs).flatMap(([variant, other]) =>
  faultCases({
    row: 15,
    variant,
    on: "log",
    ways: logWays,
    only: (surface) => surface !== "reasoner",
    world: (makers, surface, transport) =>
      logWorld(makers, surface, transport, { log: numbered(50), endsAt: Number.POSITIVE_INFINITY }),
    run: async (bench, surface) => {
      const { over, lines, position } = subjectOf(bench, surface, { retryForMs: 3_000 }).read({ idleMs: 500 });
      await until(() => lines.length >= 50, "all lines");
      // On an open connection the server would continue in the new file; the tail must detect it when it reconnects.
      await bench.hand.goDown();
      await bench.hand.replace(other(numbered(50)));
      await bench.hand.end();
      await bench.hand.comeUp();
      const error = await failure(over);
      // A shorter whole log may have been cut on its way: the client reports that if it stays so.
      const shorter = variant === "truncated" && (error._tag === "ServerError" || error._tag === "JobLost");
      holds(error._tag === "LogReset" || shorter, `LogReset, not ${error._tag}: ${error.message}`);
      same(error.position, position(), "the position of the tail");
      same(lines.length, 50, "lines, none from another log");
    },
  }),
);

/** The service does not know the token at which a stream of events continues. */
const unknownTokens: ReadonlyArray<ConformanceCase> = faultCases({
  row: 15,
  variant: "token-refused",
  on: "log",
  ways: logWays,
  only: (surface) => surface === "reasoner",
  world: (makers, surface, transport) => {
    const words = "this continuation token was never given";
    return logWorld(makers, surface, transport, {
      log: numbered(20),
      endsAt: Number.POSITIVE_INFINITY,
      fault: (nth) =>
        nth < 4
          ? undefined
          : instead(
              transport === "sql"
                ? json({ code: "392604", message: `remote service error: 400, ${words}` }, { status: 422 })
                : json({ message: words }, { status: 400 }),
            ),
    });
  },
  run: async (bench, surface) => {
    const { over, lines } = subjectOf(bench, surface, { retryForMs: 5_000 }).read();
    const error = await failure(over);
    holds(["InvalidRequest", "ServerError", "BadResponse"].includes(error._tag), `a typed error, not ${error._tag}`);
    holds(lines.length > 0 && lines.length < 20, `the events before it: ${lines.length}`);
  },
});

/** Each source in turn is lost in the middle and then not available any more. */
const seamLog = `${numbered(40)}half of this line\nwide 한글 😀\n${numbered(40, 40)}`;
const lostThenGone = (afterBytes: number, gone: Fault): (() => Fault) => {
  let first = true;
  return () => {
    if (!first) return gone;
    first = false;
    return cutAfter(afterBytes, "reset");
  };
};
const seams: ReadonlyArray<ConformanceCase> = faultCases({
  row: 16,
  variant: "every-source-in-turn",
  on: "log",
  ways: [
    { surface: "ray", transports: ["auto"] },
    { surface: "agent", transports: ["auto"] },
  ],
  world: (makers, surface, transport) => {
    const gone = instead(text("not here", { status: surface === "ray" ? 404 : 501 }));
    const first = lostThenGone(150, gone);
    const second = lostThenGone(380, gone);
    return logWorld(makers, surface, transport, {
      log: seamLog,
      source: "websocket",
      endsAt: Number.POSITIVE_INFINITY,
      fault: surface === "ray" ? second : first,
      otherwise: (_, endpoint) => (endpoint === "file" ? first() : endpoint === "stream" ? second() : undefined),
    });
  },
  run: async (bench, surface) => readToEnd(bench, surface),
});

/** A JSON response with `null` instead of the log's text. */
const odd: ReadonlyArray<ConformanceCase> = faultCases({
  row: 18,
  variant: "half-json",
  on: "log",
  ways: logWays,
  only: (surface, transport) => surface === "reasoner" || (surface === "ray" && transport === "plain"),
  world: (makers, surface, transport) =>
    logWorld(makers, surface, transport, {
      log: numbered(6),
      fault: () => rewrite(async (answer) => withBody(answer, (await wholeBody(answer.body)).subarray(0, 30))),
    }),
  run: async (bench, surface) => {
    const { over, lines } = subjectOf(bench, surface, { retryForMs: 1_500 }).read();
    await failsWith(over, "BadResponse", "json");
    holds(lines.length < 6, "it does not end normally");
  },
});

/** Rows 13, 15, 16, 18 and 24: logs that are long, odd, or not the same log. */
export const oddLogCases: ReadonlyArray<ConformanceCase> = [
  ...longLines,
  ...hostileLogs,
  ...replaced,
  ...unknownTokens,
  ...seams,
  ...odd,
];
