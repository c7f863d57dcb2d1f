import createSpinner from "yocto-spinner";
import { harmlessCell } from "../terminal/harmless.ts";
import type { Notices } from "./notices.ts";

/** What can be said while something is waited for. */
export interface Progress {
  readonly update: (text: string) => void;
}

const betweenUpdatesMs = 80;

/** Shows a spinner on stderr while `work` runs; where stderr is no terminal, a line with `--verbose` and nothing otherwise. */
export const withSpinner = async <A>(
  { stream, verbose, aside }: Notices,
  text: string,
  work: (progress: Progress) => Promise<A>,
): Promise<A> => {
  if (!stream.isTTY) {
    if (verbose) aside(text);
    return work({ update: () => undefined });
  }
  // Signals are the command's business: the library's own handling would end the process before it says how to reattach.
  const spinner = createSpinner({ text: harmlessCell(text), stream, handleSignals: false }).start();
  let updatedAt = Number.NEGATIVE_INFINITY;
  try {
    return await work({
      update: (next) => {
        // A folder of thousands of files reports as many steps; nobody reads faster than this.
        const now = performance.now();
        if (now - updatedAt < betweenUpdatesMs) return;
        updatedAt = now;
        spinner.text = harmlessCell(next);
      },
    });
  } finally {
    spinner.stop();
  }
};
