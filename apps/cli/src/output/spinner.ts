import createSpinner from "yocto-spinner";
import { harmlessCell } from "../terminal/harmless.ts";

/** What can be said while something is waited for. */
export interface Progress {
  readonly update: (text: string) => void;
}

/** Shows a spinner on stderr while `work` runs; nothing at all where stderr is no terminal. */
export const withSpinner = async <A>(
  stream: NodeJS.WriteStream,
  text: string,
  work: (progress: Progress) => Promise<A>,
): Promise<A> => {
  if (!stream.isTTY) return work({ update: () => undefined });
  // Signals are the command's business: the library's own handling would end the process before it says how to reattach.
  const spinner = createSpinner({ text: harmlessCell(text), stream, handleSignals: false }).start();
  try {
    return await work({
      update: (next) => {
        spinner.text = harmlessCell(next);
      },
    });
  } finally {
    spinner.stop();
  }
};
