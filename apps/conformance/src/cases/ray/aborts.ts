import type { TailOptions } from "@jobwire/core";
import { never } from "@jobwire/testing/faults";
import { failsWith, holds, same, sleep, until } from "../../case/checks.ts";
import { type Bench, type ConformanceCase, defineCase } from "../../case/conformance-case.ts";
import { begin, type Begun, firstLine, follow, listen, numbered, protocolOf } from "./logs.ts";

const id = "raysubmit_scripted00000000";

/** The goal is 100 ms; only past a second it is a failure (R4). */
const settlesWithin = async (what: string, settle: () => Promise<unknown>): Promise<void> => {
  const began = Date.now();
  await settle();
  const took = Date.now() - began;
  holds(took <= 1_000, `${what} settled within 1 s, not after ${took} ms`);
};

const beginTail = (bench: Bench, options: TailOptions): Begun => begin(() => bench.ray().jobs.tailLogs(id, options));

const runningJob: ConformanceCase["world"] = async ({ faultyRay }) => {
  const ray = await faultyRay({ log: firstLine + numbered(10), status: "RUNNING" });
  return {
    url: ray.url,
    hands: {
      /** Requests that the server is still processing. */
      open: () => ray.server.requests.filter(({ outcome }) => outcome === "open").length,
      refuse: async () => {
        await ray.server.refuse();
        ray.server.resetAll();
      },
    },
  };
};

/** Tails and calls that the caller ends. The runner itself fails every cell whose client leaves a request open. */
export const abortCases: ReadonlyArray<ConformanceCase> = [
  defineCase({
    id: "ray/abort/before",
    surface: "ray",
    cites: ["ray/r4/abort", "errors/aborted"],
    transports: ["auto"],
    world: async ({ faultyRay }) => {
      const ray = await faultyRay({ log: firstLine, status: "RUNNING" });
      return {
        url: ray.url,
        hands: { asked: () => ray.server.requests.filter(({ path }) => path.startsWith("/api")).length },
      };
    },
    run: async ({ ray, hand }) => {
      const signal = AbortSignal.abort(new Error("never mind"));
      await failsWith(ray().jobs.get(id, { signal }), "Aborted");
      await failsWith(follow(ray(), id, { signal }), "Aborted");
      await failsWith(ray().jobs.wait(id, { signal }), "Aborted");
      same(await hand.asked(), 0, "requests");
    },
  }),
  defineCase({
    id: "ray/abort/while-live",
    surface: "ray",
    cites: ["ray/r4/abort", "ray/wire/ignored-close-frame"],
    transports: ["auto", "http", "websocket"],
    world: runningJob,
    run: async (bench) => {
      const ends = new AbortController();
      const { seen, onStatus } = listen();
      const options = { protocol: protocolOf(bench.transport), signal: ends.signal, onStatus };
      const { over, lines } = beginTail(bench, options);
      await until(() => lines.length === 11, "all lines");
      await until(() => seen.some(({ type }) => type === "live"), "the tail is live");
      // A tail is live before its socket is open.
      const usesSocket = seen.some(
        (status) => "source" in status && status.source === "websocket" && status.type !== "live",
      );
      if (usesSocket) await until(async () => (await bench.hand["open"]?.()) !== 0, "the socket is open");
      await settlesWithin("an abort of a live tail", () => {
        ends.abort();
        return failsWith(over, "Aborted");
      });
      await until(async () => (await bench.hand["open"]?.()) === 0, "the server has no open request");
    },
  }),
  defineCase({
    id: "ray/abort/unanswered",
    surface: "ray",
    cites: ["ray/r4/abort"],
    transports: ["auto"],
    world: async ({ bareServer }) => {
      const server = await bareServer();
      server.on("GET /api/*", never());
      const asked = () => server.requests.filter(({ path }) => path.startsWith("/api"));
      return {
        url: server.url,
        hands: { asked: () => asked().length, left: () => asked().every(({ signal }) => signal.aborted) },
      };
    },
    run: async ({ ray, hand }) => {
      const ends = new AbortController();
      const asking = ray().jobs.get(id, { signal: ends.signal });
      asking.catch(() => {});
      await until(async () => (await hand.asked()) > 0, "the request arrived");
      await settlesWithin("an abort of an unanswered request", () => {
        ends.abort(new Error("enough"));
        return failsWith(asking, "Aborted");
      });
      await until(() => hand.left(), "the connection is closed");
    },
  }),
  defineCase({
    id: "ray/abort/back-off",
    surface: "ray",
    cites: ["ray/r4/abort-back-off"],
    transports: ["auto", "http", "websocket"],
    world: runningJob,
    run: async (bench) => {
      const ends = new AbortController();
      const { seen, onStatus } = listen();
      const options = { protocol: protocolOf(bench.transport), signal: ends.signal, onStatus };
      const { over, lines } = beginTail(bench, options);
      await until(() => lines.length === 11, "all lines");
      await bench.hand["refuse"]?.();
      await until(() => seen.some(({ type }) => type === "retrying"), "the tail waits before a retry");
      await settlesWithin("an abort of a tail that waits", () => {
        ends.abort();
        return failsWith(over, "Aborted");
      });
    },
  }),
  defineCase({
    id: "ray/abort/break",
    surface: "ray",
    cites: ["ray/r4/break"],
    transports: ["auto", "http", "websocket"],
    world: runningJob,
    run: async (bench) => {
      const protocol = protocolOf(bench.transport);
      let began = 0;
      let count = 0;
      for await (const line of bench.ray().jobs.tailLogs(id, { protocol })) {
        holds(line !== "", "a line");
        count += 1;
        if (count < 11) continue;
        began = Date.now();
        break;
      }
      holds(Date.now() - began <= 1_000, "break settled within 1 s");
      await until(async () => (await bench.hand["open"]?.()) === 0, "the server has no open request");
      // return() while next() waits for a quiet job.
      const iterator = bench.ray().jobs.tailLogs(id, { protocol })[Symbol.asyncIterator]();
      for (let n = 0; n < 11; n++) await iterator.next();
      const waiting = iterator.next();
      await sleep(100);
      await settlesWithin("return() while next() waits", async () => {
        await iterator.return?.();
        same(await waiting, { done: true }, "the pending next()");
      });
    },
  }),
  defineCase({
    id: "ray/abort/close",
    surface: "ray",
    cites: ["ray/r4/close"],
    transports: ["auto"],
    world: runningJob,
    run: async (bench) => {
      const cluster = bench.ray();
      const lines: Array<string> = [];
      const tail = (async () => {
        for await (const line of cluster.jobs.tailLogs(id)) lines.push(line);
      })();
      const wait = cluster.jobs.wait(id);
      tail.catch(() => {});
      wait.catch(() => {});
      await until(() => lines.length === 11, "all lines");
      await settlesWithin("close()", () => cluster.close());
      await failsWith(tail, "Aborted");
      await failsWith(wait, "Aborted");
    },
  }),
];
