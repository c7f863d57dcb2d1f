import { holds, sleep } from "../../case/checks.ts";
import type { ConformanceCase } from "../../case/conformance-case.ts";
import { numbered } from "../ray/logs.ts";
import { callWays, isSuccess, logWays, readToEnd, subjectOf } from "./backends.ts";
import { everyPiece } from "./bodies.ts";
import { callWorld } from "./call-world.ts";
import { faultCases } from "./fault-case.ts";
import { logWorld } from "./log-world.ts";

const log = numbered(12);

const encode = (words: string): Uint8Array => new TextEncoder().encode(words);

/** Yields each byte as a piece of its own. */
const slices = everyPiece(function* (piece) {
  const bytes = typeof piece === "string" ? encode(piece) : piece;
  for (let at = 0; at < bytes.length; at++) yield bytes.subarray(at, at + 1);
});

/** Frames are text, so their smallest piece is a character. */
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

/** Slow links, with the default timeouts. */
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
      // An agent's message is a line, so slices would be several lines.
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
        holds(isSuccess(await subjectOf(bench, surface).get()), "the job");
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
      holds(isSuccess(await subjectOf(bench, surface).wait()), "the job's end");
    },
  }),
];

/** Row 12: links that are slow, or cut everything into small pieces. */
export const slowLinkCases: ReadonlyArray<ConformanceCase> = [...slow];
