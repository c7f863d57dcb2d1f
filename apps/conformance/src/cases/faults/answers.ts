import { type Fault, html, type HttpAnswer, instead, never, rewrite, text } from "@jobwire/testing/faults";
import { failsWith, failure, holds, same, sleep } from "../../case/checks.ts";
import type { ConformanceCase } from "../../case/conformance-case.ts";
import { numbered } from "../ray/logs.ts";
import { callWays, logWays, readToEnd, subjectOf } from "./backends.ts";
import { everyPiece, wholeBody, withBody } from "./bodies.ts";
import { callWorld } from "./call-world.ts";
import { faultCases } from "./fault-case.ts";
import { logWorld } from "./log-world.ts";

const isEnd = (status: string): boolean => status === "SUCCEEDED" || status === "COMPLETED";
const log = numbered(12);
const encode = (words: string): Uint8Array => new TextEncoder().encode(words);
const decode = (bytes: Uint8Array): string => new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes);

/** The status of a failure that an agent's client gives back at once, as its Python clients do. */
const isFinalOnAgent = (status: number): boolean => status === 408 || status === 500;

const passing: ReadonlyArray<ConformanceCase> = [408, 429, 500, 502, 503, 504].flatMap((status) => [
  ...faultCases({
    row: 4,
    variant: `status-${status}`,
    on: "call",
    ways: callWays,
    world: (makers, surface, transport) =>
      callWorld(makers, surface, transport, (nth) => (nth === 0 ? instead(text("try again", { status })) : undefined)),
    run: async (bench, surface) => {
      const asking = subjectOf(bench, surface).get();
      // Chromium itself sends a request again that got a 408 on a kept connection.
      const sentAgain = status === 408 && bench.runtime.capabilities.forcedRequestHeaders.includes("sec-fetch-mode");
      if (surface === "agent" && isFinalOnAgent(status) && !sentAgain)
        same((await failure(asking)).statusCode, status, "the status");
      else holds(isEnd(await asking), "the job, at the second try");
    },
  }),
  ...faultCases({
    row: 4,
    variant: `status-${status}`,
    on: "log",
    ways: logWays,
    world: (makers, surface, transport) =>
      logWorld(makers, surface, transport, {
        log,
        fault: (nth) => (nth === 0 ? instead(text("try again", { status })) : undefined),
      }),
    run: async (bench, surface) => {
      await bench.judge(await subjectOf(bench, surface).read().over);
    },
  }),
]);

const retryAfters: Readonly<
  Record<string, { readonly value: () => string; readonly atLeastMs: number; readonly atMostMs: number }>
> = {
  seconds: { value: () => "1", atLeastMs: 950, atMostMs: 25_000 },
  // A date has whole seconds, so that between one and two of them are left.
  date: { value: () => new Date(Date.now() + 2_000).toUTCString(), atLeastMs: 700, atMostMs: 25_000 },
  negative: { value: () => "-5", atLeastMs: 0, atMostMs: 25_000 },
  nonsense: { value: () => "soon", atLeastMs: 0, atMostMs: 25_000 },
};

const patient: ReadonlyArray<ConformanceCase> = Object.entries(retryAfters).flatMap(
  ([variant, { value, atLeastMs, atMostMs }]) => [
    ...faultCases({
      row: 4,
      variant: `retry-after-${variant}`,
      on: "call",
      ways: callWays,
      world: (makers, surface, transport) =>
        callWorld(makers, surface, transport, (nth) =>
          nth === 0 ? instead(text("later", { status: 503, headers: { "retry-after": value() } })) : undefined,
        ),
      run: async (bench, surface) => {
        const began = Date.now();
        holds(isEnd(await subjectOf(bench, surface).get()), "the job, at the second try");
        const took = Date.now() - began;
        holds(took >= atLeastMs && took <= atMostMs, `it took ${took} ms, not ${atLeastMs} to ${atMostMs}`);
      },
    }),
    ...faultCases({
      row: 4,
      variant: `retry-after-${variant}`,
      on: "wait",
      ways: callWays,
      world: (makers, surface, transport) =>
        callWorld(makers, surface, transport, (nth) =>
          nth === 0 ? instead(text("later", { status: 503, headers: { "retry-after": value() } })) : undefined,
        ),
      run: async (bench, surface) => {
        const began = Date.now();
        holds(isEnd(await subjectOf(bench, surface).wait()), "the job's end");
        const took = Date.now() - began;
        holds(took >= atLeastMs && took <= atMostMs, `it took ${took} ms, not ${atLeastMs} to ${atMostMs}`);
      },
    }),
    ...faultCases({
      row: 4,
      variant: `retry-after-${variant}`,
      on: "log",
      ways: logWays,
      only: (_, transport) => transport !== "websocket",
      world: (makers, surface, transport) =>
        logWorld(makers, surface, transport, {
          log,
          fault: (nth) =>
            nth === 0 ? instead(text("later", { status: 503, headers: { "retry-after": value() } })) : undefined,
        }),
      run: async (bench, surface) => {
        const began = Date.now();
        await bench.judge(await subjectOf(bench, surface).read().over);
        const took = Date.now() - began;
        holds(took <= atMostMs, `it took ${took} ms, not at most ${atMostMs}`);
      },
    }),
  ],
);

/** A server that asks for an hour ends a call with a limit of time in that time. */
const absurd: ReadonlyArray<ConformanceCase> = faultCases({
  row: 4,
  variant: "retry-after-an-hour",
  on: "call",
  ways: callWays,
  world: (makers, surface, transport) =>
    callWorld(makers, surface, transport, () =>
      instead(text("tomorrow", { status: 503, headers: { "retry-after": "3600" } })),
    ),
  run: async (bench, surface) => {
    const began = Date.now();
    const error = await failure(subjectOf(bench, surface).get({ totalMs: 1_500 }));
    holds(["ServerError", "Timeout"].includes(error._tag), `a typed error: ${error._tag}`);
    holds(Date.now() - began < 6_000, "it did not wait for an hour");
  },
});

/** A server that always fails: the tries are counted, and the error is typed. */
const exhausted: ReadonlyArray<ConformanceCase> = [
  ...faultCases({
    row: 4,
    variant: "always-503",
    on: "call",
    ways: callWays,
    world: (makers, surface, transport) =>
      callWorld(makers, surface, transport, () => instead(text("down", { status: 503 }))),
    run: async (bench, surface) => {
      const before = await bench.hand.requests();
      same((await failsWith(subjectOf(bench, surface).get(), "ServerError")).statusCode, 503, "the status");
      const asked = (await bench.hand.requests()) - before;
      holds(asked >= 2 && asked <= 6, `a few tries, not ${asked}`);
    },
  }),
  ...faultCases({
    row: 4,
    variant: "always-503",
    on: "log",
    ways: logWays,
    world: (makers, surface, transport) => {
      const down = instead(text("down", { status: 503 }));
      return logWorld(makers, surface, transport, { log, fault: () => down, otherwise: () => down });
    },
    run: async (bench, surface) => {
      same(
        (await failsWith(subjectOf(bench, surface, { retryForMs: 1_500 }).read().over, "ServerError")).statusCode,
        503,
        "the status",
      );
    },
  }),
];

const silent: ReadonlyArray<ConformanceCase> = [
  ...faultCases({
    row: 10,
    variant: "never-answered",
    on: "call",
    ways: callWays,
    world: (makers, surface, transport) => callWorld(makers, surface, transport, () => instead(never())),
    run: async (bench, surface) => {
      const began = Date.now();
      await failsWith(subjectOf(bench, surface, { timeouts: { connectMs: 400 } }).get(), "Timeout", "connect");
      holds(Date.now() - began < 10_000, "the time is bounded");
    },
  }),
  ...faultCases({
    row: 10,
    variant: "stopped-body",
    on: "call",
    ways: callWays,
    world: (makers, surface, transport) =>
      callWorld(makers, surface, transport, () =>
        rewrite(async (answer) => ({
          ...answer,
          body: [decode(await wholeBody(answer.body)).slice(0, 20), "never sent"],
          framing: "chunked",
          cut: { afterPieces: 1, how: "stall" },
        })),
      ),
    run: async (bench, surface) => {
      await failsWith(subjectOf(bench, surface, { timeouts: { idleMs: 400 } }).get(), "Timeout", "idle");
    },
  }),
  ...faultCases({
    row: 10,
    variant: "total-time",
    on: "call",
    ways: callWays,
    world: (makers, surface, transport) => callWorld(makers, surface, transport, () => instead(never())),
    run: async (bench, surface) => {
      await failsWith(subjectOf(bench, surface).get({ totalMs: 400 }), "Timeout", "total");
    },
  }),
];

/** Each byte a piece of its own. */
const slices = everyPiece(function* (piece) {
  const bytes = typeof piece === "string" ? encode(piece) : piece;
  for (let at = 0; at < bytes.length; at++) yield bytes.subarray(at, at + 1);
});
/** Frames are text, which has characters. */
const characters = everyPiece(function* (piece) {
  yield* typeof piece === "string" ? piece : [piece];
});
const dripping = everyPiece(async function* (piece) {
  const bytes = typeof piece === "string" ? encode(piece) : piece;
  for (let at = 0; at < bytes.length; at += 64) {
    await sleep(15);
    yield bytes.subarray(at, at + 64);
  }
});

const late = async (): Promise<undefined> => {
  await sleep(100 + Math.random() * 200);
  return undefined;
};

/** Slow links, with the default limits of time. */
const slow: ReadonlyArray<ConformanceCase> = [
  ...(
    [
      ["one-byte-slices", slices],
      ["dripping", dripping],
    ] as const
  ).flatMap(([variant, how]) => [
    ...faultCases({
      row: 12,
      variant,
      on: "log",
      ways: logWays,
      // An agent's message is a line: in slices it would be many.
      only: (surface, transport) => transport !== "websocket" || (surface === "ray" && variant === "one-byte-slices"),
      world: (makers, surface, transport) =>
        logWorld(makers, surface, transport, {
          log: `wide 한글 😀\n${log}`,
          fault: () => (transport === "websocket" ? characters : how),
        }),
      run: readToEnd,
    }),
    ...faultCases({
      row: 12,
      variant,
      on: "call",
      ways: callWays,
      world: (makers, surface, transport) => callWorld(makers, surface, transport, () => how),
      run: async (bench, surface) => {
        holds(isEnd(await subjectOf(bench, surface).get()), "the job");
      },
    }),
  ]),
  ...faultCases({
    row: 12,
    variant: "latency",
    on: "log",
    ways: logWays,
    world: (makers, surface, transport) => logWorld(makers, surface, transport, { log, fault: late, otherwise: late }),
    run: readToEnd,
  }),
  ...faultCases({
    row: 12,
    variant: "latency",
    on: "call",
    ways: callWays,
    world: (makers, surface, transport) => callWorld(makers, surface, transport, late),
    run: async (bench, surface) => {
      holds(isEnd(await subjectOf(bench, surface).wait()), "the job's end");
    },
  }),
];

/** Answers of a server that is none, or of a proxy in front of it. */
const nonsense: Readonly<Record<string, Fault>> = {
  html: instead(html("<html><body>Sign in</body></html>")),
  "half-json": rewrite(async (answer) => withBody(answer, (await wholeBody(answer.body)).subarray(0, 15))),
  "other-shape": instead({ kind: "http", headers: { "content-type": "application/json" }, body: '{"hello":"world"}' }),
  empty: instead({ kind: "http", headers: { "content-type": "application/json" }, body: "" }),
};

const badAnswers: ReadonlyArray<ConformanceCase> = Object.entries(nonsense).flatMap(([variant, fault]) =>
  faultCases({
    row: 18,
    variant,
    on: "call",
    ways: callWays,
    world: (makers, surface, transport) => callWorld(makers, surface, transport, () => fault),
    run: async (bench, surface) => {
      const asking = subjectOf(bench, surface).get();
      if (surface === "agent" && variant === "other-shape") {
        // No schema of an agent is public: an object is a job, whatever it holds.
        same(await asking, "null", "the status of an object without one");
        return;
      }
      const error = await failsWith(asking, "BadResponse");
      holds(error.message.length < 1_000, "the message shows no more than an excerpt");
    },
  }),
);

/** A proxy's page in place of a log, once: what it says is no line. */
const pagesForLogs: ReadonlyArray<ConformanceCase> = faultCases({
  row: 18,
  variant: "html-once",
  on: "log",
  ways: logWays,
  only: (_, transport) => transport !== "websocket",
  world: (makers, surface, transport) =>
    logWorld(makers, surface, transport, {
      log,
      fault: (nth) => (nth === 0 ? instead(html("<html>\n<body>Sign in</body>\n</html>\n")) : undefined),
    }),
  run: async (bench, surface) => {
    const { over, lines } = subjectOf(bench, surface, { retryForMs: 5_000 }).read();
    const outcome = await over.then(
      () => "whole",
      (error: unknown) => String((error as { readonly _tag?: unknown })._tag),
    );
    if (outcome === "whole") await bench.judge(lines);
    else
      same(
        [outcome, lines.filter((line) => line.includes("<"))],
        ["BadResponse", []],
        "the end, and lines of the page",
      );
  },
});

const bearable: Readonly<Record<string, (body: string) => string>> = {
  "byte-order-mark": (body) => `\ufeff${body}`,
  "more-fields": (body) => body.replace(/\{/, '{"a_new_field":{"of":"a later version"},'),
};

const tolerated: ReadonlyArray<ConformanceCase> = Object.entries(bearable).flatMap(([variant, change]) =>
  faultCases({
    row: 18,
    variant,
    on: "call",
    ways: callWays,
    world: (makers, surface, transport) =>
      callWorld(makers, surface, transport, () =>
        rewrite(async (answer) => withBody(answer, change(decode(await wholeBody(answer.body))))),
      ),
    run: async (bench, surface) => {
      holds(isEnd(await subjectOf(bench, surface).wait()), "the job's end");
    },
  }),
);

/** Words for a status that nobody knows, and one that goes back and forth. */
const words = ["SUSPENDED", "RUNNING", "PENDING", "RUNNING"];
const flapping: ReadonlyArray<ConformanceCase> = faultCases({
  row: 18,
  variant: "status-flaps",
  on: "wait",
  ways: callWays,
  world: (makers, surface, transport) => {
    let looks = 0;
    return callWorld(
      makers,
      surface,
      transport,
      () =>
        rewrite(async (answer) => {
          const body = decode(await wholeBody(answer.body));
          if (!/"?(?:RUNNING|SUCCEEDED|COMPLETED)/.test(body)) return { ...answer, body };
          const word = words[looks++];
          return withBody(answer, word === undefined ? body : body.replace(/RUNNING|SUCCEEDED|COMPLETED/, word));
        }),
      { ended: false },
    );
  },
  run: async (bench, surface) => {
    const seen: Array<string> = [];
    const waiting = subjectOf(bench, surface).wait({ onChange: (status) => void seen.push(status) });
    waiting.catch(() => {});
    const limit = Date.now() + 20_000;
    while (seen.length < 4 && Date.now() < limit) await sleep(20);
    await bench.hand.end();
    holds(isEnd(await waiting), "the job's end");
    same(seen.slice(0, 4), words, "statuses as they came");
  },
});

/** What the fault server compresses; `times` encodings, one around the other. */
const compressedBy = async (
  format: "gzip" | "deflate",
  bytes: Uint8Array<ArrayBuffer>,
  times: number,
): Promise<Uint8Array<ArrayBuffer>> => {
  let body = bytes;
  for (let n = 0; n < times; n++) {
    const stream = new Blob([body]).stream().pipeThrough(new CompressionStream(format));
    body = new Uint8Array(await new Response(stream).arrayBuffer());
  }
  return body;
};

const bombBytes = 128 * 1024 * 1024;
let bomb: Promise<Uint8Array> | undefined;

const encodings: Readonly<
  Record<string, { readonly format: "gzip" | "deflate"; readonly times: number; readonly bomb: boolean }>
> = {
  bomb: { format: "gzip", times: 1, bomb: true },
  stacked: { format: "gzip", times: 6, bomb: false },
  deflate: { format: "deflate", times: 1, bomb: false },
};

/** Compression that nobody asked for: read as it is meant, or a typed error; never without a bound. */
const compressed: ReadonlyArray<ConformanceCase> = Object.entries(encodings).flatMap(
  ([variant, { format, times, bomb: huge }]) =>
    (
      [
        ["call", callWays],
        ["log", logWays],
      ] as const
    ).flatMap(([on, ways]) =>
      faultCases({
        row: 26,
        variant,
        on,
        ways,
        only: (_, transport) => transport !== "websocket",
        alone: huge,
        world: (makers, surface, transport) => {
          const fault = rewrite(async (answer: HttpAnswer) => {
            if (huge) bomb ??= compressedBy(format, new Uint8Array(bombBytes).fill(0x20), 1);
            const whole = huge ? new Uint8Array(0) : await wholeBody(answer.body);
            const body = huge ? ((await bomb) as Uint8Array) : await compressedBy(format, new Uint8Array(whole), times);
            return withBody(answer, body, {
              "content-encoding": Array.from({ length: times }, () => format).join(", "),
            });
          });
          return on === "call"
            ? callWorld(makers, surface, transport, () => fault)
            : // The source of an agent's stream never ends, so its job has ended.
              logWorld(makers, surface, transport, { log, ended: true, fault: () => fault });
        },
        run: async (bench, surface) => {
          const before = bench.memory();
          const subject = subjectOf(bench, surface, { retryForMs: 1_500 });
          const { lines, over } =
            on === "log"
              ? subject.read()
              : { lines: [] as ReadonlyArray<string>, over: subject.get() as Promise<unknown> };
          const outcome = await over.then(
            () => "whole",
            (error: unknown) => String((error as { readonly _tag?: unknown })._tag),
          );
          const typed = ["BadResponse", "ServerError", "ConnectionFailed", "StreamLimitExceeded", "Timeout"];
          holds(outcome === "whole" || typed.includes(outcome), `whole or a typed error, not ${outcome}`);
          if (outcome === "whole" && on === "log" && !huge) await bench.judge(lines);
          if (!huge) return;
          const grown = bench.memory() - before;
          holds(grown < 256 * 1024 * 1024, `memory grew by ${Math.round(grown / 1_048_576)} MiB`);
        },
      }),
    ),
);

/** Rows 4, 10, 12, 18 and 26: answers that are slow, refused for now, or no answers. */
export const answerCases: ReadonlyArray<ConformanceCase> = [
  ...passing,
  ...patient,
  ...absurd,
  ...exhausted,
  ...silent,
  ...slow,
  ...badAnswers,
  ...pagesForLogs,
  ...tolerated,
  ...flapping,
  ...compressed,
];
