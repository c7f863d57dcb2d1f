import * as Effect from "effect/Effect";
import type { Redactor } from "../redaction/redactor.ts";
import type { PollEvent } from "./poll-event.ts";
import type { PollSource } from "./shared-poller.ts";

/** The source with its errors redacted: polls run outside the calls that wait for them, and callers receive the errors of retries. */
export const redactedSource = <A>(source: PollSource<A>, redactor: Redactor): PollSource<A> => {
  const { check } = source;
  const clean = (event: PollEvent<A>): PollEvent<A> =>
    "error" in event && event.error !== undefined ? { ...event, error: redactor.error(event.error) } : event;
  return {
    one: (id) => Effect.mapError(source.one(id), redactor.error),
    all: Effect.mapError(source.all, redactor.error),
    ...(check === undefined
      ? {}
      : {
          check: (found, unlisted) =>
            Effect.map(check(found, unlisted), ({ requested, events }) => ({
              requested,
              events: new Map(Array.from(events, ([id, event]) => [id, clean(event)])),
            })),
        }),
  };
};
