import { type HttpResponse, rewrite } from "@jobwire/testing/faults";
import { holds } from "../../case/checks.ts";
import type { ConformanceCase } from "../../case/conformance-case.ts";
import { numbered } from "../ray/logs.ts";
import { callWays, logWays, subjectOf } from "./backends.ts";
import { wholeBody, withBody } from "./bodies.ts";
import { callWorld } from "./call-world.ts";
import { faultCases } from "./fault-case.ts";
import { logWorld } from "./log-world.ts";

const log = numbered(12);

/** The compressed bodies of the fault server; `times` encodings, one around the other. */
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

/** Compression that the client did not request: decoded correctly, or a typed error; always bounded. */
/** What a decompression bomb may leave in memory. */
const maxGrownBytes = 256 * 1024 * 1024;

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
          const fault = rewrite(async (answer: HttpResponse) => {
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
          if (outcome === "whole" && on === "log" && !huge) await bench.checkLines(lines);
          if (!huge) return;
          // A runtime returns memory when it likes, so the memory that stays in use counts. Runtimes collect when a program allocates:
          // Deno, left alone, kept 327 MiB for longer than 10 s.
          const until = Date.now() + 30_000;
          let grown = bench.memory() - before;
          while (grown >= maxGrownBytes && Date.now() < until) {
            for (let n = 0; n < 8; n++) new Uint8Array(4 * 1024 * 1024).fill(n);
            await new Promise((resolve) => setTimeout(resolve, 250));
            grown = bench.memory() - before;
          }
          holds(grown < maxGrownBytes, `memory grew by ${Math.round(grown / 1_048_576)} MiB`);
        },
      }),
    ),
);

/** Row 26: compressed responses that the client did not request. */
export const encodingCases: ReadonlyArray<ConformanceCase> = [...compressed];
