// Longer than most files: every case of one requirement, tails through a gateway, and the worlds that only they use.
import { cutAfter, drop, type Fault, instead, json, rewrite } from "@jobwire/testing/faults";
import { failsWith, holds, same, sleep, until } from "../../case/checks.ts";
import { type Bench, type ConformanceCase, defineCase } from "../../case/conformance-case.ts";
import { gatewaySystem, jobId, subjectOf, untilAllRead } from "../faults/backends.ts";
import { indexOfBytes } from "../faults/bodies.ts";
import { settles } from "../faults/aborts.ts";
import { brokenBytes, mixedText, numbered } from "../ray/logs.ts";
import { type GatewayHands, gatewayWorld } from "./gateway-world.ts";

const surface = "gateway";
const transports = ["auto"] as const;
const log = numbered(10);

const encode = (text: string): Uint8Array => new TextEncoder().encode(text);
/** The text as the gateway sends it: every line ends with a newline. */
const normalised = `${mixedText.replaceAll(/\r\n|\r/g, "\n")}\n`;
const after = (mark: string, bytes: number): number => indexOfBytes(encode(normalised), encode(mark)) + bytes;

/** Where the first response of the log is lost, in bytes of {@link normalised}, and how. */
const cuts = {
  "before-any-byte": [0, "reset"],
  "inside-a-line": [40, "reset"],
  "inside-a-character": [after("😀", 2), "fin"],
  "before-the-last-byte": [encode(normalised).length - 1, "reset"],
} as const;

/** A response that ends properly, but too soon: its header names a later offset. */
const endsEarly = (): Fault =>
  rewrite((answer) => ({
    ...answer,
    framing: "chunked",
    body: (async function* () {
      for await (const chunk of answer.body as AsyncIterable<Uint8Array>) {
        yield chunk.subarray(0, 50);
        return;
      }
    })(),
  }));

const readToEnd = async (bench: Bench<GatewayHands>): Promise<void> => {
  const { lines, over } = subjectOf(bench, surface).read();
  await untilAllRead(bench, lines);
  await bench.hand.end();
  await bench.checkLines(await over);
};

/** Tails through a gateway. */
export const gatewayTailCases: ReadonlyArray<ConformanceCase> = [
  ...Object.entries({ mixed: mixedText, "broken-bytes": brokenBytes, empty: "" }).map(([name, text]) =>
    defineCase({
      id: `gateway/tail/whole-log-${name}`,
      surface,
      cites: ["gateway/r1/every-line-once", "gateway/r2/proven-end"],
      transports,
      world: (makers) => gatewayWorld(makers, { log: text }),
      run: readToEnd,
    }),
  ),
  defineCase({
    id: "gateway/tail/ended",
    surface,
    cites: ["gateway/r1/every-line-once", "gateway/r2/proven-end"],
    transports,
    world: (makers) => gatewayWorld(makers, { log: mixedText, ended: true }),
    run: async (bench) => bench.checkLines(await subjectOf(bench, surface).read().over),
  }),
  defineCase({
    id: "gateway/tail/grows",
    surface,
    cites: ["gateway/r1/every-line-once"],
    transports,
    world: (makers) => gatewayWorld(makers, { log }),
    run: async (bench) => {
      const { lines, over } = subjectOf(bench, surface).read();
      for (let n = 0; n < 10; n++) {
        await untilAllRead(bench, lines);
        await bench.hand.append(`${numbered(3, n)} tail of a line \r`);
      }
      await bench.hand.end();
      await bench.checkLines(await over);
    },
  }),
  ...Object.entries(cuts).map(([name, [bytes, how]]) =>
    defineCase({
      id: `gateway/tail/cut-${name}`,
      surface,
      cites: ["gateway/r1/cut-anywhere", "gateway/r1/every-line-once"],
      transports,
      world: (makers) =>
        gatewayWorld(makers, {
          log: mixedText,
          fault: (endpoint, nth) => (endpoint === "log" && nth === 0 ? cutAfter(bytes, how) : undefined),
        }),
      run: readToEnd,
    }),
  ),
  ...[0, 30, 90].map((bytes) =>
    defineCase({
      id: `gateway/tail/cut-live-${bytes}`,
      surface,
      cites: ["gateway/r1/cut-anywhere"],
      transports,
      world: (makers) =>
        gatewayWorld(makers, {
          log,
          fault: (endpoint, nth) => (endpoint === "live" && nth < 2 ? cutAfter(bytes, "reset") : undefined),
        }),
      run: async (bench) => {
        const { lines, over } = subjectOf(bench, surface).read();
        await untilAllRead(bench, lines);
        await bench.hand.append(numbered(20, 10));
        await untilAllRead(bench, lines);
        await bench.hand.end();
        await bench.checkLines(await over);
      },
    }),
  ),
  defineCase({
    id: "gateway/tail/ends-early",
    surface,
    cites: ["gateway/r1/cut-anywhere", "gateway/r2/proven-end"],
    transports,
    world: (makers) =>
      gatewayWorld(makers, {
        log: mixedText,
        ended: true,
        fault: (endpoint, nth) => (endpoint === "log" && nth < 2 ? endsEarly() : undefined),
      }),
    run: async (bench) => bench.checkLines(await subjectOf(bench, surface).read().over),
  }),
  defineCase({
    id: "gateway/tail/refused-for-a-while",
    surface,
    cites: ["gateway/r1/cut-anywhere"],
    transports,
    world: (makers) =>
      gatewayWorld(makers, {
        log: mixedText,
        fault: (endpoint, nth) => {
          if (endpoint !== "log" && endpoint !== "live") return undefined;
          return [502, 503, 504][nth] === undefined
            ? undefined
            : instead(json({}, { status: [502, 503, 504][nth] ?? 0 }));
        },
      }),
    run: readToEnd,
  }),
  defineCase({
    id: "gateway/tail/cut-upstream",
    surface,
    cites: ["gateway/r1/cut-upstream"],
    transports,
    world: (makers) =>
      gatewayWorld(makers, {
        log: mixedText,
        upstream: (endpoint, nth) => {
          if (endpoint === "tail") return nth < 3 ? cutAfter(700, "reset") : undefined;
          return endpoint === "file" && nth < 2 ? cutAfter(100, "reset") : undefined;
        },
      }),
    run: async (bench) => {
      const { lines, over } = subjectOf(bench, surface).read();
      await untilAllRead(bench, lines);
      await bench.hand.append(`\n${numbered(20, 100)}`);
      await untilAllRead(bench, lines);
      await bench.hand.end();
      await bench.checkLines(await over);
    },
  }),
  defineCase({
    id: "gateway/tail/restart",
    surface,
    cites: ["gateway/r1/restart"],
    transports,
    world: (makers) => gatewayWorld(makers, { log: mixedText }),
    run: async (bench) => {
      const { lines, over } = subjectOf(bench, surface).read();
      for (let times = 0; times < 2; times++) {
        await untilAllRead(bench, lines);
        await bench.hand.kill();
        await bench.hand.append(`\n${numbered(20, 100 * times)}`);
        await sleep(300);
        await bench.hand.start();
      }
      await untilAllRead(bench, lines);
      await bench.hand.kill();
      await bench.hand.end();
      await bench.hand.start();
      await bench.checkLines(await over);
    },
  }),
  defineCase({
    id: "gateway/tail/position",
    surface,
    cites: ["gateway/r1/position"],
    transports,
    world: (makers) => gatewayWorld(makers, { log: mixedText }),
    run: async (bench) => {
      const stop = new AbortController();
      const first = subjectOf(bench, surface).read({ signal: stop.signal });
      await untilAllRead(bench, first.lines);
      stop.abort();
      await failsWith(first.over, "Aborted");
      const from: unknown = JSON.parse(JSON.stringify(first.position()));
      await bench.hand.append(`\n${numbered(20, 100)}`);
      const second = subjectOf(bench, surface).read({ from });
      await until(() => second.lines.length >= 20, "the new lines");
      await bench.hand.end();
      await bench.checkLines([...first.lines, ...(await second.over)]);
    },
  }),
  defineCase({
    id: "gateway/tail/another-log",
    surface,
    cites: ["gateway/r1/position"],
    transports,
    world: (makers) => gatewayWorld(makers, { log: mixedText, ended: true }),
    run: async (bench) => {
      const reading = subjectOf(bench, surface).read();
      await reading.over;
      const from = reading.position();
      await bench.hand.kill();
      await bench.hand.replace(`${mixedText.replaceAll("line 3", "line three")}\nmore lines\n`);
      await bench.hand.start();
      await failsWith(subjectOf(bench, surface).read({ from }).over, "LogReset");
      await bench.hand.kill();
      await bench.hand.replace("short\n");
      await bench.hand.start();
      await failsWith(subjectOf(bench, surface).read({ from }).over, "LogReset");
    },
  }),
  defineCase({
    id: "gateway/tail/last-lines",
    surface,
    cites: ["gateway/r1/tail-lines"],
    transports,
    world: (makers) => gatewayWorld(makers, { log: numbered(2_000) }),
    run: async (bench) => {
      const { jobs } = bench.gateway().ray(gatewaySystem);
      const lines: Array<string> = [];
      const over = (async () => {
        for await (const line of jobs.tailLogs(jobId, { tail: 3 })) lines.push(line);
        return lines;
      })();
      over.catch(() => {});
      await until(() => lines.length === 3, "the last lines");
      await bench.hand.append("one more\n");
      await until(() => lines.length === 4, "the new line");
      await bench.hand.end();
      const expected = ["line 1997", "line 1998", "line 1999", "one more"];
      same(await over, expected, "the lines of a running job");
      const ended: Array<string> = [];
      for await (const line of jobs.tailLogs(jobId, { tail: 4 })) ended.push(line);
      same(ended, expected, "the lines of an ended job");
    },
  }),
  defineCase({
    id: "gateway/tail/status-before-log",
    surface,
    cites: ["gateway/r2/proven-end"],
    transports,
    world: (makers) =>
      gatewayWorld(makers, {
        log,
        ended: true,
        // Ray reports the job's end, and shows none of its log.
        upstream: (endpoint) => (/^(?:job|list|version)$/.test(endpoint) ? undefined : instead(drop())),
      }),
    run: async (bench) => {
      const subject = subjectOf(bench, surface);
      same(await subject.get(), "SUCCEEDED", "the status");
      const { lines, over } = subject.read();
      let over1 = false;
      over.then(
        () => (over1 = true),
        () => (over1 = true),
      );
      await sleep(3_000);
      holds(!over1 && lines.length === 0, "the tail waits for the log");
      await bench.hand.mend();
      await bench.checkLines(await over);
    },
  }),
  defineCase({
    id: "gateway/tail/log-reset",
    surface,
    cites: ["gateway/r2/failed-log"],
    transports,
    world: (makers) => gatewayWorld(makers, { log: mixedText }),
    run: async (bench) => {
      const { lines, over } = subjectOf(bench, surface).read();
      await untilAllRead(bench, lines);
      await bench.hand.replace("another log\n");
      await bench.hand.end();
      const error = await failsWith(over, "LogReset");
      same(error.position?.lines, lines.length, "the lines at the error's position");
    },
  }),
  defineCase({
    id: "gateway/tail/job-lost",
    surface,
    cites: ["gateway/r2/failed-log"],
    transports,
    world: (makers) => gatewayWorld(makers, { log, retryForMs: 1_500 }),
    run: async (bench) => {
      const { lines, over } = subjectOf(bench, surface).read();
      await untilAllRead(bench, lines);
      await bench.hand.forget();
      const error = await failsWith(over, "JobLost", "gone");
      same(error.position?.lines, lines.length, "the lines at the error's position");
    },
  }),
  defineCase({
    id: "gateway/tail/quiet",
    surface,
    cites: ["gateway/r5/quiet-is-not-dead"],
    transports,
    world: (makers) => gatewayWorld(makers, { log }),
    run: async (bench) => {
      const { lines, over } = subjectOf(bench, surface).read();
      await untilAllRead(bench, lines);
      await sleep(500);
      const [requests, gets] = [await bench.hand.requests(), await bench.hand.asked("get")];
      await sleep(4_000);
      same((await bench.hand.requests()) - requests, 0, "requests of a quiet tail in 4 s");
      const checking = subjectOf(bench, surface).read({ idleMs: 500 });
      await until(async () => (await bench.hand.asked("get")) > gets + 3, "checks of the job's status");
      await bench.hand.append("after silence\n");
      await untilAllRead(bench, lines);
      await untilAllRead(bench, checking.lines);
      await bench.hand.end();
      await bench.checkLines(await over);
      await bench.checkLines(await checking.over);
    },
  }),
  defineCase({
    id: "gateway/tail/abort",
    surface,
    cites: ["gateway/r4/abort"],
    transports,
    world: (makers) => gatewayWorld(makers, { log }),
    run: async (bench) => {
      const stop = new AbortController();
      const { lines, over } = subjectOf(bench, surface).read({ signal: stop.signal });
      await untilAllRead(bench, lines);
      await until(async () => (await bench.hand.asked("live")) > 0, "a followed log");
      await settles(bench as never, () => {
        stop.abort();
        return failsWith(over, "Aborted");
      });
    },
  }),
  defineCase({
    id: "gateway/tail/unauthorized",
    surface,
    cites: ["gateway/errors/unauthorized"],
    transports,
    world: (makers) => gatewayWorld(makers, { log }),
    run: async (bench) => {
      await failsWith(subjectOf(bench, surface, { token: "another-token" }).read().over, "Unauthorized");
    },
  }),
];
