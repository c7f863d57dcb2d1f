import type { LogTail, TailOptions } from "@jobwire/core";
import type { LogSource } from "./log-source.ts";

const utf8 = new TextEncoder();

/** A tail is live before its reader has what it read. When nothing arrives in so many turns of so many milliseconds, the reader has it. */
const quietTurns = 3;
const turnMs = 10;
/** A log that grows all the time is never quiet; this long after the tail was live, what it had then is long read, in milliseconds. */
const busyMs = 500;

/** The log of a job, from the tail of its client. */
export const jobLogSource = (label: string, tail: (options: TailOptions) => LogTail): LogSource => ({
  label,
  json: false,
  read: ({ from, follow, signal, onCaughtUp }) => ({
    async *[Symbol.asyncIterator]() {
      let liveAt: number | undefined;
      let timer: ReturnType<typeof setTimeout> | undefined;
      const watch = (turns: number): void => {
        clearTimeout(timer);
        if (liveAt === undefined) return;
        if (turns === 0 || performance.now() - liveAt > busyMs) onCaughtUp();
        else timer = setTimeout(() => watch(turns - 1), turnMs);
      };
      const batches = tail({
        ...(from === undefined ? {} : { from: from as NonNullable<TailOptions["from"]> }),
        follow,
        signal,
        onStatus: ({ type }) => {
          if (type !== "live") return;
          liveAt ??= performance.now();
          watch(quietTurns);
        },
      }).batches();
      try {
        for await (const { text, position } of batches) {
          clearTimeout(timer);
          yield { bytes: utf8.encode(text), lines: position.lines, mark: position };
          watch(quietTurns);
        }
      } finally {
        clearTimeout(timer);
      }
    },
  }),
});
