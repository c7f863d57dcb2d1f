import { cutAfter, rewrite } from "@jobwire/testing/faults";
import { failsWith, holds, until } from "../../case/checks.ts";
import { type ConformanceCase, defineCase } from "../../case/conformance-case.ts";
import { settles } from "../faults/aborts.ts";
import { readToEnd, subjectOf, untilAllRead } from "../faults/backends.ts";
import { indexOfBytes } from "../faults/bodies.ts";
import { logWorld, running } from "../faults/log-world.ts";
import { mixedText, numbered } from "../ray/logs.ts";

const encode = (text: string): Uint8Array => new TextEncoder().encode(text);
const surface = "kubernetes";
/** A followed log, and the whole log in one response, again and again. */
const transports = ["http", "plain"] as const;

const after = (mark: string, bytes: number): number => indexOfBytes(encode(mixedText), encode(mark)) + bytes;

/** Where the first connection is lost, in bytes of {@link mixedText}, and how. */
const cuts = {
  "before-any-byte": [0, "reset"],
  "inside-a-line": [40, "reset"],
  "inside-a-newline": [after("windows\r\n", 8), "fin"],
  "inside-a-character": [after("😀", 2), "fin"],
  "before-the-last-byte": [encode(mixedText).length - 1, "reset"],
} as const;

/** Tails of the example backend. */
export const kubernetesTailCases: ReadonlyArray<ConformanceCase> = [
  defineCase({
    id: "kubernetes/tail/whole-log",
    surface,
    cites: ["kubernetes/r1/every-line-once", "kubernetes/r2/proven-end"],
    transports,
    world: (makers, transport) => logWorld(makers, surface, transport, { ...running, log: mixedText }),
    run: (bench) => readToEnd(bench, surface),
  }),
  ...Object.entries(cuts).map(([name, [bytes, how]]) =>
    defineCase({
      id: `kubernetes/tail/cut-${name}`,
      surface,
      cites: ["kubernetes/r1/cut-anywhere", "kubernetes/r1/every-line-once"],
      transports,
      world: (makers, transport) =>
        logWorld(makers, surface, transport, {
          ...running,
          log: mixedText,
          fault: (nth) => (nth === 0 ? cutAfter(bytes, how) : undefined),
        }),
      run: async (bench) => {
        const { lines, over } = subjectOf(bench, surface).read();
        await untilAllRead(bench, lines);
        await until(async () => (await bench.hand.asked()) > 1, "another connection reads the log");
        await bench.hand.end();
        await bench.checkLines(await over);
      },
    }),
  ),
  defineCase({
    id: "kubernetes/tail/stream-ends",
    surface,
    cites: ["kubernetes/r2/proven-end"],
    transports,
    world: (makers, transport) =>
      logWorld(makers, surface, transport, {
        ...running,
        // The first two responses end as a whole log does, though the job runs.
        fault: (nth) => (nth < 2 ? rewrite((answer) => ({ ...answer, body: running.log })) : undefined),
      }),
    run: async (bench) => {
      const { lines, over } = subjectOf(bench, surface).read();
      let ended = false;
      void over.then(() => (ended = true));
      await until(async () => {
        holds(!ended, "the tail continues while the job runs");
        return (await bench.hand.asked()) > 2;
      }, "the tail reads on after two ended streams");
      await bench.hand.append(numbered(3, 10));
      await untilAllRead(bench, lines);
      await bench.hand.end();
      await bench.checkLines(await over);
    },
  }),
  defineCase({
    id: "kubernetes/tail/position",
    surface,
    cites: ["kubernetes/r1/position"],
    transports,
    world: (makers, transport) => logWorld(makers, surface, transport, { ...running, log: mixedText }),
    run: async (bench) => {
      const stop = new AbortController();
      const first = subjectOf(bench, surface).read({ signal: stop.signal });
      await untilAllRead(bench, first.lines);
      stop.abort();
      await failsWith(first.over, "Aborted");
      const from: unknown = JSON.parse(JSON.stringify(first.position()));
      await bench.hand.append(`, continued\n${numbered(20)}`);
      await bench.hand.end();
      const rest = await subjectOf(bench, surface).read({ from }).over;
      await bench.checkLines([...first.lines, ...rest]);
    },
  }),
  defineCase({
    id: "kubernetes/tail/abort",
    surface,
    cites: ["kubernetes/r4/abort"],
    transports,
    world: (makers, transport) => logWorld(makers, surface, transport, running),
    run: async (bench) => {
      const stop = new AbortController();
      const { lines, over } = subjectOf(bench, surface).read({ signal: stop.signal });
      await untilAllRead(bench, lines);
      await settles(bench, () => {
        stop.abort();
        return failsWith(over, "Aborted");
      });
    },
  }),
  defineCase({
    id: "kubernetes/tail/unauthorized",
    surface,
    cites: ["kubernetes/errors/unauthorized"],
    transports,
    world: (makers, transport) => logWorld(makers, surface, transport, running),
    run: async (bench) => {
      await failsWith(subjectOf(bench, surface, { token: "another-token" }).read().over, "Unauthorized");
    },
  }),
  defineCase({
    id: "kubernetes/tail/missing-job",
    surface,
    cites: ["kubernetes/errors/missing-job"],
    transports,
    world: (makers, transport) => logWorld(makers, surface, transport, running),
    run: async (bench) => {
      const subject = subjectOf(bench, surface, { retryForMs: 2_000 });
      await failsWith(subject.read({ id: "no-such-job" }).over, "NotFound", "unknown-job");
      const { lines, over } = subject.read();
      await untilAllRead(bench, lines);
      await bench.hand.forget();
      await bench.hand.resetAll();
      await failsWith(over, "JobLost");
    },
  }),
];
