import { useEffect, useReducer, useRef } from "react";
import { apiUrl } from "../api/base.ts";
import { readStream } from "../api/read-stream.ts";
import { usePageVisible } from "../use-page-visible.ts";
import { addEvents, type ListedEvent } from "./event-list.ts";

/** The events of a reasoner job, live. */
export interface EventsState {
  readonly events: ReadonlyArray<ListedEvent>;
  readonly closed: boolean;
  readonly upToDate: boolean;
  readonly problem: string | undefined;
}

const noEvents: EventsState = { events: [], closed: false, upToDate: false, problem: undefined };

/** Follows the events of a job across lost connections. */
export const useEvents = (system: string, id: string): EventsState => {
  const [state, change] = useReducer(
    (before: EventsState, part: Partial<EventsState> | "reset"): EventsState =>
      part === "reset" ? noEvents : { ...before, ...part },
    noEvents,
  );
  const visible = usePageVisible();
  const position = useRef({ key: "", offset: "-1", events: noEvents.events, closed: false });

  useEffect(() => {
    const key = `${system}/${id}`;
    if (position.current.key !== key) {
      position.current = { key, offset: "-1", events: noEvents.events, closed: false };
      change("reset");
    }
    const at = position.current;
    if (!visible || at.closed) return undefined;
    const stop = new AbortController();
    const run = async (): Promise<void> => {
      const url = (offset: string): string =>
        apiUrl(["systems", system, "jobs", id, "events"], { offset, live: "sse" });
      for await (const { text, nextOffset, upToDate, closed } of readStream({
        url,
        offset: at.offset,
        signal: stop.signal,
      })) {
        if (text !== "") at.events = addEvents(at.events, JSON.parse(text) as Array<unknown>);
        at.offset = nextOffset;
        at.closed = closed;
        change({ events: at.events, closed, upToDate });
      }
    };
    run().catch((error: unknown) => {
      if (!stop.signal.aborted) change({ problem: error instanceof Error ? error.message : String(error) });
    });
    return () => stop.abort();
  }, [system, id, visible]);
  return state;
};
