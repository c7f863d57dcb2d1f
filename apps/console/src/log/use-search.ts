import { useCallback, useRef, useState } from "react";
import { findLine } from "./find-line.ts";
import type { LogController } from "./log-controller.ts";
import { retried } from "./retried.ts";

/** The search of a log view. */
export interface Search {
  readonly query: string;
  readonly matchCase: boolean;
  /** What the search is doing, for a person: `Line 5`, `Searching 40 %`, `No match`. */
  readonly status: string;
  readonly busy: boolean;
  readonly setQuery: (query: string) => void;
  readonly setMatchCase: (matchCase: boolean) => void;
  /** Goes to the next or the previous match. */
  readonly find: (direction: "next" | "previous") => void;
  readonly clear: () => void;
}

/** Searches a log from the marked line, or else from the first visible one. */
export const useSearch = (
  log: LogController | undefined,
  visibleFrom: () => number,
  onFound: (offset: number) => void,
): Search => {
  const [query, setQuery] = useState("");
  const [matchCase, setMatchCase] = useState(false);
  const [status, setStatus] = useState("");
  const [busy, setBusy] = useState(false);
  const running = useRef<AbortController>(undefined);

  const reset = useCallback((): void => {
    running.current?.abort();
    setBusy(false);
    setStatus("");
  }, []);

  const find = (direction: "next" | "previous"): void => {
    if (log === undefined || query === "") return;
    running.current?.abort();
    const mine = new AbortController();
    running.current = mine;
    const { marked, size } = log.state();
    const from = marked === undefined ? visibleFrom() : direction === "next" ? marked + 1 : marked;
    setBusy(true);
    setStatus("Searching …");
    const searching = (part: number): void => setStatus(`Searching … ${Math.floor(part * 100)} %`);
    const run = async (): Promise<void> => {
      const found = await retried(
        () => findLine(log.source, { query, matchCase, direction, from, size }, searching, mine.signal),
        mine.signal,
      );
      if (mine.signal.aborted) return;
      setBusy(false);
      if (found === undefined) return setStatus("No match");
      const around = direction === "next" ? " (from the start)" : " (from the end)";
      setStatus(`Line ${(found.line + 1).toLocaleString("en")}${found.wrapped ? around : ""}`);
      onFound(found.offset);
    };
    run().catch((error: unknown) => {
      if (mine.signal.aborted) return;
      setBusy(false);
      setStatus(error instanceof Error ? error.message : String(error));
    });
  };

  return {
    query,
    matchCase,
    status,
    busy,
    find,
    setQuery: (text) => {
      reset();
      setQuery(text);
    },
    setMatchCase: (value) => {
      reset();
      setMatchCase(value);
    },
    clear: () => {
      reset();
      setQuery("");
    },
  };
};
