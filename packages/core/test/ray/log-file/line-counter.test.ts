import * as Effect from "effect/Effect";
import { expect, test } from "vitest";
import { LineCounter } from "../../../src/ray/log-file/line-counter.ts";
import type { OpenLogFile } from "../../../src/ray/log-file/read-beginning.ts";
import type { FileAnchor } from "../../../src/tail/text/anchor.ts";

const utf8 = new TextEncoder();
const lines = (word: string, count: number): Uint8Array =>
  utf8.encode(Array.from({ length: count }, (_, line) => `${line} ${word} run of the training\n`).join(""));

/** A log file whose responses are longer than what the search reads of them. */
const fileOf = (bytes: Uint8Array, asked: Array<number>): OpenLogFile => {
  const starts = [0];
  for (let at = bytes.indexOf(10); at !== -1; at = bytes.indexOf(10, at + 1)) starts.push(at + 1);
  return (count) => {
    asked.push(count);
    let at = starts[Math.max(0, starts.length - 1 - count)] ?? 0;
    return Effect.succeed({
      pull: Effect.sync(() => {
        if (at >= bytes.length) return undefined;
        const piece = bytes.subarray(at, at + 1_000);
        at += piece.length;
        return piece;
      }),
    });
  };
};

test("a search in a log that begins otherwise ends with LogReset after a few requests", async () => {
  const first = lines("first", 20_000);
  const anchor: FileAnchor = {
    head: { bytes: first.subarray(0, 500) },
    tail: { bytes: first.subarray(first.length - 500) },
    bytes: first.length,
    rawLines: 20_000,
  };
  const asked: Array<number> = [];
  const counter = new LineCounter(fileOf(lines("other", 50_000), asked), 1_000);
  const result = await Effect.runPromise(Effect.result(counter.exact(anchor, undefined)));
  expect(result).toMatchObject({ _tag: "Failure", failure: { _tag: "LogReset", reason: "different-bytes" } });
  expect(asked.length).toBeLessThan(20);
});
