import { fork } from "node:child_process";
import type { R1Result } from "@jobwire/testing/internal";
import { fileURLToPath } from "node:url";

/** The process of the servers, as a task uses it. */
export interface SoakServers {
  readonly open: (seed: number) => Promise<{ readonly url: string }>;
  readonly hand: (seed: number, name: string, ...args: ReadonlyArray<unknown>) => Promise<unknown>;
  readonly checkLines: (seed: number, lines: ReadonlyArray<string>) => Promise<R1Result>;
  /** Closes the servers of a task; returns their problems, including requests that were left open. */
  readonly close: (seed: number) => Promise<ReadonlyArray<string>>;
  readonly end: () => Promise<void>;
}

interface Answered {
  readonly n: number;
  readonly value?: unknown;
  readonly error?: string;
}

/** Starts them. */
export const startSoakServers = (): SoakServers => {
  const child = fork(fileURLToPath(new URL("server-process.js", import.meta.url)));
  const waiting = new Map<
    number,
    { readonly resolve: (value: never) => void; readonly reject: (error: Error) => void }
  >();
  let count = 0;
  child.on("message", ({ n, value, error }: Answered) => {
    const asked = waiting.get(n);
    waiting.delete(n);
    if (error === undefined) asked?.resolve(value as never);
    else asked?.reject(new Error(error));
  });
  const ended = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  void ended.then(() => {
    for (const { reject } of waiting.values()) reject(new Error("the servers of the soak ended"));
  });
  const ask = <T>(seed: number, call: string, args: ReadonlyArray<unknown> = []): Promise<T> =>
    new Promise<T>((resolve, reject) => {
      const n = count++;
      waiting.set(n, { resolve, reject });
      child.send({ n, seed, call, args }, (error) => {
        if (error) reject(error);
      });
    });
  return {
    open: (seed) => ask(seed, "open"),
    hand: (seed, name, ...args) => ask(seed, name, args),
    checkLines: (seed, lines) => ask(seed, "check-lines", [lines]),
    close: (seed) => ask(seed, "close"),
    end: () => {
      child.disconnect();
      return ended;
    },
  };
};
