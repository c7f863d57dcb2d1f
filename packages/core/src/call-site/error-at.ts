import { isJobwireError } from "../errors.ts";
import { copyError, defineText } from "../errors/copy-error.ts";
import { withDocsUrl } from "../errors/docs-url.ts";
import { framesOf } from "./call-site.ts";

/**
 * The error as a program gets it: with the URL of its docs at the end of its message, and with the frames of the program's own call
 * in its stack. The frames in Jobwire and Effect are left out, since they are the same for every error. It is a copy, since calls
 * that share a poll share its error: `site`, which becomes the error, so that an engine that shows the source of an uncaught
 * error shows the line of the call.
 *
 * Anything that is not an error of the family, such as an exception of the program's own callback, stays the same object and keeps
 * its frames, which show where it came from. Those of the call come after them.
 */
export const errorAt = <E>(error: E, site: Error | undefined): E => {
  const called = site === undefined ? "" : framesOf(site);
  if (!isJobwireError(error)) {
    if (error instanceof Error) addFrames(error, called);
    return error;
  }
  const message = withDocsUrl(error.shortMessage, error._tag);
  const frames = called === "" ? framesOf(error) : called;
  const copy = copyError(error, site ?? new Error(message), { message, frames });
  const { cause } = error;
  if (!isJobwireError(cause)) return copy;
  // The frames of the cause are in Jobwire, and those of the call are already above it.
  const short = copyError(cause, new Error(cause.shortMessage), { message: cause.shortMessage, frames: "" });
  Object.defineProperty(copy, "cause", { value: short, enumerable: false, writable: true, configurable: true });
  return copy;
};

const addFrames = (error: Error, frames: string): void => {
  const { stack } = error;
  const [first = ""] = frames.split("\n");
  // Its own frames may contain the call, and several calls may fail with one error.
  if (typeof stack !== "string" || first === "" || stack.includes(first) || !Object.isExtensible(error)) return;
  defineText(error, "stack", `${stack}\n${frames}`);
};
