// Longer than most files: jumps, loads at both sides and live text all change one window, and each must see what the others did.
import { GatewayError } from "../api/gateway-error.ts";
import { followLive, type LiveText } from "./live-log.ts";
import type { LogRow } from "./log-row.ts";
import type { LogSource } from "./log-source.ts";
import { type LogState, type ScrollRequest, unknownLog } from "./log-state.ts";
import {
  appendRows,
  emptyWindow,
  type LogWindow,
  prependRows,
  rowIndexAt,
  type RowRules,
  trimWindow,
} from "./log-window.ts";
import { readAfter, readBefore } from "./read-piece.ts";
import { retried } from "./retried.ts";
import { countNewlines, splitLines } from "./split-lines.ts";

const utf8 = new TextEncoder();
/** Rows that should be loaded beyond the visible ones. */
const readyRows = 300;
/** Pieces that one scroll may load at a side: rows of a progress bar are few, whatever their bytes are. */
const mostPieces = 48;

/**
 * One log on the page: the window of rows around the viewport, its end as it grows, and where the view should be. It holds at most the
 * window's text, whatever the log's size is. One jump is under way at a time; a new one ends the one before.
 */
export class LogController {
  readonly source: LogSource;
  #state: LogState = unknownLog;
  readonly #listeners = new Set<() => void>();
  readonly #stop = new AbortController();
  #jump = new AbortController();
  #live: AbortController | undefined;
  #collapse: boolean;
  #visible = { from: 0, to: 0 };
  readonly #loading = new Set<"front" | "back">();
  #pieces = 0;
  #opened = false;
  #paused = false;

  constructor(source: LogSource, options: { readonly collapse: boolean }) {
    this.source = source;
    this.#collapse = options.collapse;
  }

  /** The state as it is now. */
  readonly state = (): LogState => this.#state;

  /** Calls `listener` after each change. */
  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** Shows the line at an offset, marked; without one the log's end, and follows it. */
  async open(offset: number | undefined): Promise<void> {
    if (offset === undefined) await this.toEnd();
    else await this.show(offset, "center", true);
    this.#opened = true;
    this.#connect();
  }

  /** Ends everything. */
  close(): void {
    this.#stop.abort();
    this.#jump.abort();
    this.pause();
  }

  /** Ends the live connection, as long as nobody sees the page. */
  pause(): void {
    this.#paused = true;
    this.#live?.abort();
    this.#live = undefined;
  }

  /** Follows the log's end, from where the page knows it. */
  resume(): void {
    this.#paused = false;
    this.#connect();
  }

  /** Begins at the end that the page knows, so only after the log was opened. */
  #connect(): void {
    const { closed, problem } = this.#state;
    if (!this.#opened || this.#paused || this.#live !== undefined || closed || problem !== undefined) return;
    if (this.#stop.signal.aborted) return;
    const live = new AbortController();
    this.#live = live;
    void this.#follow(live.signal).finally(() => {
      if (this.#live === live) this.#live = undefined;
    });
  }

  /** Reads the log again after a problem. */
  async retry(): Promise<void> {
    this.#set({ problem: undefined });
    await this.open(this.#state.following ? undefined : this.#visible.from);
  }

  /** Shows the start. */
  readonly toStart = (): Promise<void> => this.show(0, "start", false);

  /** Shows the end and stays there. */
  readonly toEnd = async (): Promise<void> => {
    this.#set({ following: true, newLines: 0 });
    const { window, size, loading } = this.#state;
    if (!loading && window.end === size && window.rows.length > 0)
      return this.#set({ scrollTo: { offset: size, align: "end" } });
    await this.#jumping(async (signal) => {
      const { endOffset, lines, closed } = await this.source.position({ offset: Math.max(0, size - 1) }, signal);
      // The live connection may know more by now.
      if (endOffset > this.#state.size) this.#set({ size: endOffset, lines });
      if (closed) this.#set({ closed });
      const end = this.#state.size;
      const rows = await readBefore(this.source, end, signal);
      this.#place(appendRows(emptyWindow(end), rows, this.#rules()), { offset: end, align: "end" });
    });
    await this.#fill("back");
  };

  /** Leaves the end. */
  readonly unfollow = (): void => {
    if (this.#state.following) this.#set({ following: false, newLines: 0 });
  };

  /** Shows the line at an offset. */
  readonly show = async (offset: number, align: ScrollRequest["align"], mark: boolean): Promise<void> => {
    this.#set({ following: false, ...(mark ? { marked: offset } : {}) });
    const { window } = this.#state;
    const row = window.rows[rowIndexAt(window, offset)];
    const held = row !== undefined && offset >= row.from && offset < row.end;
    if (
      held &&
      (!mark || row.offset === offset) &&
      (align !== "center" || window.start === 0 || row.from > window.start)
    ) {
      return this.#set({ scrollTo: { offset, align } });
    }
    await this.#jumping(async (signal) => {
      const at = await this.source.position({ offset }, signal);
      const size = Math.max(this.#state.size, at.endOffset);
      this.#set({ size, lines: Math.max(this.#state.lines, at.lines), closed: this.#state.closed || at.closed });
      if (mark) this.#set({ marked: at.offset });
      const [before, after] = await Promise.all([
        align === "start" ? [] : readBefore(this.source, at.offset, signal),
        readAfter(this.source, { offset: at.offset, number: at.line, stop: size }, signal),
      ]);
      const placed = appendRows(prependRows(emptyWindow(at.offset), before, this.#rules()), after, this.#rules());
      this.#place(placed, { offset: at.offset, align });
    });
    await this.#fill("back");
  };

  /** Removes the mark. */
  readonly unmark = (): void => this.#set({ marked: undefined });

  /** Marks a line that is shown. */
  readonly mark = (offset: number): void => this.#set({ marked: offset });

  /** The rows that the view shows now, by offsets; loads what is missing around them. */
  readonly look = (from: number, to: number): void => {
    this.#visible = { from, to };
    this.#pieces = 0;
    void this.#fill("back");
    void this.#fill("front");
  };

  /** Shows progress bars as one line each, or every line. */
  async setCollapse(collapse: boolean): Promise<void> {
    if (this.#collapse === collapse) return;
    this.#collapse = collapse;
    const { following, window } = this.#state;
    const at = this.#visible.from;
    this.#set({ window: emptyWindow(window.start), loading: true });
    await (following ? this.toEnd() : this.show(at, "start", false));
  }

  #rules(): RowRules {
    return { collapse: this.#collapse, keep: this.#state.marked };
  }

  #set(change: Partial<LogState>): void {
    this.#state = { ...this.#state, ...change };
    for (const listener of this.#listeners) listener();
  }

  #place(window: LogWindow, scrollTo: ScrollRequest): void {
    this.#visible = { from: scrollTo.offset, to: scrollTo.offset };
    this.#pieces = 0;
    this.#set({ window, scrollTo, loading: false });
  }

  async #jumping(jump: (signal: AbortSignal) => Promise<void>): Promise<void> {
    this.#jump.abort();
    const mine = new AbortController();
    this.#jump = mine;
    this.#loading.clear();
    this.#set({ loading: true });
    await this.#reading(() => retried(() => jump(mine.signal), mine.signal), mine.signal);
    if (!mine.signal.aborted) this.#set({ loading: false });
  }

  /** Runs a read whose failure is the log's problem. */
  async #reading(read: () => Promise<void>, signal: AbortSignal): Promise<void> {
    try {
      await read();
    } catch (error) {
      if (signal.aborted) return;
      this.#set({ problem: error instanceof GatewayError ? error : new GatewayError(0, { detail: String(error) }) });
    }
  }

  /** Loads pieces at one side until enough rows are ready there. */
  async #fill(side: "front" | "back"): Promise<void> {
    const { signal } = this.#jump;
    if (this.#loading.has(side) || this.#state.loading || this.#state.problem !== undefined) return;
    this.#loading.add(side);
    await this.#reading(async () => {
      while (!signal.aborted && this.#wants(side)) {
        this.#pieces += 1;
        await retried(() => this.#load(side, signal), signal);
      }
    }, signal);
    if (!signal.aborted) this.#loading.delete(side);
  }

  #wants(side: "front" | "back"): boolean {
    const { window, size, following } = this.#state;
    if (side === "back" ? window.end >= size : window.start <= 0) return false;
    // Following needs every row up to the end; the live text joins there.
    if (side === "back" && following) return true;
    if (this.#pieces >= mostPieces) return false;
    const index = rowIndexAt(window, side === "back" ? this.#visible.to : this.#visible.from);
    return (side === "back" ? window.rows.length - 1 - index : index) < readyRows;
  }

  async #load(side: "front" | "back", signal: AbortSignal): Promise<void> {
    const { window, size } = this.#state;
    if (side === "front") {
      const rows = await readBefore(this.source, window.start, signal);
      // Meanwhile the other side may have grown, and this one may have been cut.
      if (signal.aborted || this.#state.window.start !== window.start) return;
      const next = prependRows(this.#state.window, rows, this.#rules());
      this.#set({ window: this.#state.following ? next : trimWindow(next, "back", ...this.#kept()) });
      return;
    }
    const rows = await readAfter(this.source, { offset: window.end, number: numberAfter(window), stop: size }, signal);
    if (signal.aborted || this.#state.window.end !== window.end) return;
    if (rows.length === 0) throw new Error("the log has less text than the gateway reported");
    this.#append(rows);
  }

  #kept(): [number, number] {
    return [this.#visible.from, this.#visible.to];
  }

  #append(rows: ReadonlyArray<LogRow>): void {
    const { window, following } = this.#state;
    const next = appendRows(window, rows, this.#rules());
    const keep: [number, number] = following ? [next.end, next.end] : this.#kept();
    this.#set({ window: trimWindow(next, "front", ...keep) });
  }

  async #follow(signal: AbortSignal): Promise<void> {
    await this.#reading(async () => {
      while (!signal.aborted) {
        const end = await followLive(this.source, this.#state.size, (text) => this.#take(text), signal);
        if (end !== "far-behind") return;
        const { endOffset, lines } = await retried(() => this.source.position({ offset: 0 }, signal), signal);
        this.#set({ size: Math.max(this.#state.size, endOffset), lines: Math.max(this.#state.lines, lines) });
        if (this.#state.following) await this.toEnd();
      }
    }, signal);
  }

  /** Takes new text of the log's end: as rows where the window reaches it, otherwise only as a number of lines. */
  #take({ from, to, text, closed }: LiveText): void {
    const { window, size, lines, following, newLines, loading } = this.#state;
    const bytes = utf8.encode(text);
    // A jump may have found the end first: only what is beyond it is new.
    const more = countNewlines(bytes.subarray(Math.max(0, size - from)));
    const attached = !loading && window.end >= from && window.end < to;
    if (attached) {
      const rows = splitLines(bytes.subarray(window.end - from), window.end, numberAfter(window));
      const next = appendRows(window, rows, this.#rules());
      // Whoever reads above keeps what they read; then the end is loaded later, when they scroll there.
      const trimmed = trimWindow(next, "front", ...(following ? ([next.end, next.end] as const) : this.#kept()));
      if (following || trimmed === next) this.#set({ window: trimmed });
    }
    this.#set({
      size: Math.max(size, to),
      lines: lines + more,
      newLines: following ? 0 : newLines + more,
      closed,
    });
    if (following && !attached) void this.#fill("back");
  }
}

/** The number of the line that follows a window; a line without its end continues. */
const numberAfter = ({ rows }: LogWindow): number => {
  const last = rows.at(-1);
  if (last === undefined) return 0;
  return last.open ? last.number : last.number + 1;
};
