import type { RuntimeFacts } from "@jobwire/core/adapter";
import type { Surface, Transport } from "../case/conformance-case.ts";

/** A cell that a program is to run. */
export interface HandedCell {
  readonly cell: number;
  /** The case's id. */
  readonly case: string;
  readonly transport: Transport;
  readonly url: string;
  readonly token?: string;
  readonly hands: ReadonlyArray<string>;
}

/** What a program says first. */
export interface Greeting {
  readonly runtime: RuntimeFacts;
  /** The surfaces that its package has a client for. */
  readonly surfaces: ReadonlyArray<Surface>;
}

/** What came of a cell: nothing, or what did not hold. */
export interface CellReport {
  readonly cell: number;
  readonly error?: string;
  /** What it measured. */
  readonly measured?: string;
  readonly ms: number;
}

/** The way from a program, in whatever runtime, to the runner: plain requests with JSON. */
export interface Control {
  readonly url: string;
  readonly hello: (greeting: Greeting) => Promise<void>;
  /** The next cell; undefined when there are no more. */
  readonly next: () => Promise<HandedCell | undefined>;
  readonly hand: (cell: number, name: string, args: ReadonlyArray<unknown>) => Promise<unknown>;
  /** What is wrong with the lines of a job's log; undefined when nothing is. */
  readonly judge: (cell: number, lines: ReadonlyArray<string>, job: string) => Promise<string | undefined>;
  /** Ends a cell. Resolves when its servers are closed. */
  readonly report: (report: CellReport) => Promise<void>;
  /** Something failed outside of any cell: an unhandled rejection, an uncaught error. */
  readonly stray: (what: string) => Promise<void>;
}

/** Connects to the runner; `url` is the program's own address there, `onGone` is called when the runner answers no more. */
export const connectControl = (url: string, onGone: () => void = () => {}): Control => {
  const ask = async <T>(path: string, body: unknown): Promise<T> => {
    let answer: Response;
    let text: string;
    try {
      answer = await fetch(`${url}/${path}`, { method: "POST", body: JSON.stringify(body) });
      text = await answer.text();
    } catch (error) {
      onGone();
      throw error;
    }
    if (!answer.ok) throw new Error(`the runner answered ${answer.status} to ${path}: ${text}`);
    return (text === "" ? undefined : (JSON.parse(text) as { readonly value?: T }).value) as T;
  };
  return {
    url,
    hello: (greeting) => ask("hello", greeting),
    next: () => ask("next", {}),
    hand: (cell, name, args) => ask("hand", { cell, name, args }),
    judge: (cell, lines, job) => ask("judge", { cell, lines, job }),
    report: (report) => ask("report", report),
    stray: (what) => ask("stray", { what }),
  };
};
