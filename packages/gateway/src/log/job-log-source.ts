import type { LogTail, TailOptions } from "@jobwire/core";
import type { LogSource } from "./log-source.ts";

const utf8 = new TextEncoder();

/** The log of a job, from the tail of its client. */
export const jobLogSource = (label: string, tail: (options: TailOptions) => LogTail): LogSource => ({
  label,
  json: false,
  read: ({ from, follow, signal, onShown }) => ({
    async *[Symbol.asyncIterator]() {
      const batches = tail({
        ...(from === undefined ? {} : { from: from as NonNullable<TailOptions["from"]> }),
        follow,
        signal,
        onStatus: (status) => {
          if (status.type === "live") onShown(status.lines);
        },
      }).batches();
      for await (const { text, position } of batches) {
        yield { bytes: utf8.encode(text), lines: position.lines, mark: position };
      }
    },
  }),
});
