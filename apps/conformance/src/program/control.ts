import type { RuntimeFacts } from "@jobwire/core/adapter";
import type { Surface, Transport } from "../case/conformance-case.ts";

/** A cell for a program to run. */
export interface HandedCell {
  readonly cell: number;
  /** The case's id. */
  readonly case: string;
  readonly transport: Transport;
  readonly url: string;
  readonly token?: string;
  readonly hands: ReadonlyArray<string>;
}

/** The first message of a program. */
export interface Greeting {
  readonly runtime: RuntimeFacts;
  /** The surfaces that its package has a client for. */
  readonly surfaces: ReadonlyArray<Surface>;
}

/** The result of a cell: no error, or what failed. */
export interface CellReport {
  readonly cell: number;
  readonly error?: string;
  /** What the case measured. */
  readonly measured?: string;
  readonly ms: number;
}

/** A program's connection to the runner, in any runtime: plain requests with JSON. */
export interface Control {
  readonly url: string;
  readonly hello: (greeting: Greeting) => Promise<void>;
  /** The next cell; undefined when there are no more. */
  readonly next: () => Promise<HandedCell | undefined>;
  readonly hand: (cell: number, name: string, args: ReadonlyArray<unknown>) => Promise<unknown>;
  /** What is wrong with the lines of a job's log; undefined when they are right. */
  readonly checkLines: (cell: number, lines: ReadonlyArray<string>, job: string) => Promise<string | undefined>;
  /** Ends a cell. Resolves when its servers are closed. */
  readonly report: (report: CellReport) => Promise<void>;
  /** Reports a failure outside of any cell: an unhandled rejection, an uncaught error. */
  readonly uncaughtError: (what: string) => Promise<void>;
}

/** Connects to the runner; `url` is the program's own address there; calls `onGone` when the runner no longer responds. */
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
    if (!answer.ok) throw new Error(`the runner responded to ${path} with status ${answer.status}: ${text}`);
    return (text === "" ? undefined : (JSON.parse(text) as { readonly value?: T }).value) as T;
  };
  return {
    url,
    hello: (greeting) => ask("hello", greeting),
    next: () => ask("next", {}),
    hand: (cell, name, args) => ask("hand", { cell, name, args }),
    checkLines: (cell, lines, job) => ask("check-lines", { cell, lines, job }),
    report: (report) => ask("report", report),
    uncaughtError: (what) => ask("uncaught-error", { what }),
  };
};
