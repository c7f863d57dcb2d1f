import type { GatewayError } from "../api/gateway-error.ts";
import { emptyWindow, type LogWindow } from "./log-window.ts";

/** Where the view should scroll to. Each request is another object, so that the view does each once. */
export interface ScrollRequest {
  readonly offset: number;
  readonly align: "start" | "center" | "end";
}

/** What the log view shows. Each change is a new object. */
export interface LogState {
  readonly window: LogWindow;
  /** The size of the log as far as the page knows, in bytes and in lines. */
  readonly size: number;
  readonly lines: number;
  /** The log is complete: its job has ended, and nothing follows. */
  readonly closed: boolean;
  /** Why the page cannot continue the log. */
  readonly problem: GatewayError | undefined;
  /** The view stays at the end. */
  readonly following: boolean;
  /** Lines that came while the view was elsewhere. */
  readonly newLines: number;
  /** The offset of the line that is marked: by a link, a search or a click. */
  readonly marked: number | undefined;
  readonly scrollTo: ScrollRequest | undefined;
  /** Nothing to show yet, or a jump is under way. */
  readonly loading: boolean;
}

/** A log of which nothing is known yet. */
export const unknownLog: LogState = {
  window: emptyWindow(0),
  size: 0,
  lines: 0,
  closed: false,
  problem: undefined,
  following: false,
  newLines: 0,
  marked: undefined,
  scrollTo: undefined,
  loading: true,
};
