import { sanitizeCell } from "../terminal/sanitize.ts";
import type { Notices } from "./notices.ts";

/** Updates the text of a spinner. */
export interface Progress {
  readonly update: (text: string) => void;
}

const betweenUpdatesMs = 80;

/** Shows a spinner on stderr while `work` runs. Without a terminal it prints one line with `--verbose`, and nothing otherwise. */
export const withSpinner = async <A>(
  { stream, verbose, note }: Notices,
  text: string,
  work: (progress: Progress) => Promise<A>,
): Promise<A> => {
  if (!stream.isTTY) {
    if (verbose) note(text);
    return work({ update: () => undefined });
  }
  const { default: createSpinner } = await import("yocto-spinner");
  // The command handles signals. The library's handler would end the process before the command prints how to follow again.
  const spinner = createSpinner({ text: sanitizeCell(text), stream, handleSignals: false }).start();
  let updatedAt = Number.NEGATIVE_INFINITY;
  try {
    return await work({
      update: (next) => {
        // A folder of thousands of files reports as many steps, faster than anybody can read.
        const now = performance.now();
        if (now - updatedAt < betweenUpdatesMs) return;
        updatedAt = now;
        spinner.text = sanitizeCell(next);
      },
    });
  } finally {
    spinner.stop();
  }
};
