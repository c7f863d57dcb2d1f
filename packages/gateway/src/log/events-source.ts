import type { EventPosition, EventsOptions, EventStream } from "@jobwire/core";
import type { LogSource } from "./log-source.ts";

const utf8 = new TextEncoder();
/** Events that do not come within this time are not there yet: the service has no word for "that is all". */
const quietMs = 500;

interface Mark {
  readonly position: EventPosition;
  readonly lines: number;
}

/** The events of a reasoner job, one line of JSON each. */
export const eventsSource = (label: string, events: (options: EventsOptions) => EventStream): LogSource => ({
  label,
  json: true,
  read: ({ from, signal, onShown }) => ({
    async *[Symbol.asyncIterator]() {
      const mark = from as Mark | undefined;
      let lines = mark?.lines ?? 0;
      let quiet = setTimeout(() => onShown(lines), quietMs);
      try {
        const pages = events(mark === undefined ? { signal } : { signal, from: mark.position }).pages();
        for await (const { events: page, position } of pages) {
          clearTimeout(quiet);
          lines += page.length;
          const text = page.map((event) => `${JSON.stringify(event)}\n`).join("");
          if (page.length > 0) yield { bytes: utf8.encode(text), lines, mark: { position, lines } satisfies Mark };
          quiet = setTimeout(() => onShown(lines), quietMs);
        }
      } finally {
        clearTimeout(quiet);
      }
    },
  }),
});
