import type { TailPosition } from "@jobwire/core";
import { failsWith, failure, holds, same, sleep, until } from "../../case/checks.ts";
import { type ConformanceCase, defineCase } from "../../case/conformance-case.ts";
import { begin, firstLine, follow, numbered, protocolOf } from "./logs.ts";

const id = "raysubmit_scripted00000000";
const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);

/** Tails that stop at a position, and continue there. */
export const positionCases: ReadonlyArray<ConformanceCase> = [
  defineCase({
    id: "ray/position/continue",
    surface: "ray",
    cites: ["ray/tail/from-position", "ray/r1/every-line-once"],
    transports: ["auto", "http", "websocket"],
    world: async ({ faultyRay }) => {
      const log = `${firstLine}${numbered(2_000)}${"한국어\r\n".repeat(200)}`;
      const ray = await faultyRay({ log, status: "RUNNING" });
      return {
        url: ray.url,
        truth: () => bytesOf(`${log}more\n`),
        hands: {
          end: () => {
            ray.append("more\n");
            ray.setStatus("SUCCEEDED");
          },
        },
      };
    },
    run: async ({ ray, transport, hand, checkLines }) => {
      const protocol = protocolOf(transport);
      const lines: Array<string> = [];
      let position: string | undefined;
      for await (const batch of ray().jobs.tailLogs(id, { protocol }).batches()) {
        lines.push(...batch.lines);
        position = JSON.stringify(batch.position);
        break;
      }
      holds(position !== undefined, "a batch has a position");
      await hand.end();
      // Another client, as after a restart of the program.
      lines.push(...(await follow(ray(), id, { protocol, from: JSON.parse(position) as TailPosition })));
      await checkLines(lines);
    },
  }),
  defineCase({
    id: "ray/position/log-replaced",
    surface: "ray",
    cites: ["ray/r1/log-reset", "errors/log-reset"],
    transports: ["auto", "http"],
    world: async ({ faultyRay }) => {
      const ray = await faultyRay({ log: firstLine + numbered(200), status: "SUCCEEDED" });
      return { url: ray.url, hands: { replace: () => ray.replaceLog(`another first line\n${numbered(300, 7)}`) } };
    },
    run: async ({ ray, transport, hand }) => {
      const cluster = ray();
      const protocol = protocolOf(transport);
      let position: TailPosition | undefined;
      for await (const batch of cluster.jobs.tailLogs(id, { protocol }).batches()) ({ position } = batch);
      await hand.replace();
      const error = await failsWith(follow(cluster, id, { protocol, from: position }), "LogReset");
      same(error.position, position, "the position of the tail");
    },
  }),
  defineCase({
    id: "ray/position/limits",
    surface: "ray",
    cites: ["ray/tail/limits", "errors/stream-limit", "ray/r1/position-in-errors"],
    transports: ["auto", "http"],
    world: async ({ faultyRay }) => {
      const log = firstLine + numbered(100);
      const ray = await faultyRay({ log, status: "SUCCEEDED" });
      return { url: ray.url, truth: () => bytesOf(log) };
    },
    run: async ({ ray, transport, checkLines }) => {
      const cluster = ray();
      const protocol = protocolOf(transport);
      const lines: Array<string> = [];
      const limited = (async () => {
        for await (const line of cluster.jobs.tailLogs(id, { protocol, limits: { maxLines: 40 } })) lines.push(line);
      })();
      const error = await failsWith(limited, "StreamLimitExceeded", "lines");
      same(lines.length, 40, "lines before the limit");
      lines.push(...(await follow(cluster, id, { protocol, from: error.position })));
      await checkLines(lines);
      await failsWith(follow(cluster, id, { protocol, limits: { maxBytes: 100 } }), "StreamLimitExceeded", "bytes");
    },
  }),
  defineCase({
    id: "ray/position/job-deleted",
    surface: "ray",
    cites: ["ray/tail/job-lost", "errors/job-lost"],
    transports: ["auto", "http", "websocket"],
    world: async ({ faultyRay }) => {
      const ray = await faultyRay({ log: firstLine + numbered(10), status: "RUNNING" });
      return {
        url: ray.url,
        hands: {
          forget: () => {
            ray.removeJob(id);
            ray.server.resetAll();
          },
        },
      };
    },
    run: async ({ ray, transport, hand }) => {
      const options = { protocol: protocolOf(transport), retryForMs: 2_000 };
      const { lines, over } = begin(() => ray().jobs.tailLogs(id, options));
      await until(() => lines.length === 11, "all lines");
      await hand.forget();
      const error = await failsWith(over, "JobLost", "gone");
      holds(error.position !== undefined, "the error has the tail's position");
    },
  }),
  defineCase({
    id: "ray/position/gives-up",
    surface: "ray",
    cites: ["ray/tail/gives-up-typed", "ray/r1/position-in-errors", "errors/connection-failed"],
    transports: ["auto", "http", "websocket"],
    world: async ({ faultyRay }) => {
      const ray = await faultyRay({ log: firstLine + numbered(10), status: "RUNNING" });
      return {
        url: ray.url,
        hands: {
          die: async () => {
            await ray.server.refuse();
            ray.server.resetAll();
          },
        },
      };
    },
    run: async ({ ray, transport, hand }) => {
      const options = { protocol: protocolOf(transport), retryForMs: 1_000 };
      const { lines, over } = begin(() => ray().jobs.tailLogs(id, options));
      await until(() => lines.length === 11, "all lines");
      await hand.die();
      const error = await failure(over);
      same(error._tag, "ConnectionFailed", `the error of a stopped server (${error.message})`);
      holds(error.position !== undefined, "the error has the tail's position");
    },
  }),
  defineCase({
    id: "ray/position/total-time",
    surface: "ray",
    cites: ["ray/r5/total-time", "errors/timeout"],
    transports: ["auto", "http", "websocket"],
    world: async ({ faultyRay }) => {
      const ray = await faultyRay({ log: firstLine + numbered(10), status: "RUNNING" });
      return { url: ray.url };
    },
    run: async ({ ray, transport }) => {
      const following = follow(ray(), id, { protocol: protocolOf(transport), timeoutMs: 800 });
      const error = await failsWith(following, "Timeout", "deadline");
      holds(error.position !== undefined, "the error has the tail's position");
    },
  }),
  defineCase({
    id: "ray/position/quiet-job",
    surface: "ray",
    cites: ["ray/r5/quiet-is-not-dead"],
    transports: ["auto", "http", "websocket"],
    world: async ({ faultyRay }) => {
      const log = firstLine + numbered(10);
      const ray = await faultyRay({ log, status: "RUNNING" });
      return {
        url: ray.url,
        truth: () => bytesOf(`${log}at last\n`),
        hands: {
          end: () => {
            ray.append("at last\n");
            ray.setStatus("SUCCEEDED");
          },
        },
      };
    },
    run: async ({ ray, transport, hand, checkLines }) => {
      // Many idle timeouts pass without a byte while the job runs.
      const following = follow(ray(), id, { protocol: protocolOf(transport), idleMs: 200 });
      following.catch(() => {});
      await sleep(3_000);
      await hand.end();
      await checkLines(await following);
    },
  }),
];
