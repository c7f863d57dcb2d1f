import { isJobwireError, type JobwireError } from "../errors.ts";
import { withDocsUrl } from "../errors/docs-url.ts";
import { framesOf } from "./call-site.ts";

/** Engines set these on each error by themselves; those of the call site stay. */
const ofEngine = new Set<PropertyKey>([
  "stack",
  "message",
  "line",
  "column",
  "sourceURL",
  "originalLine",
  "originalColumn",
  "fileName",
  "lineNumber",
  "columnNumber",
]);

/**
 * The error as a program gets it: with the URL of its docs at the end of its message, and with the frames of the program's own call
 * in its stack. The frames in Jobwire and Effect are left out, since they are the same for every error. It is a copy, since calls
 * that share a poll share its error: `site`, which becomes the error, so that an engine that shows the source of an uncaught
 * error shows the line of the call. Anything that is not an error of the family, such as an exception of the program's own
 * callback, stays as it is.
 */
export const errorAt = <E>(error: E, site: Error | undefined): E => {
  if (!isJobwireError(error)) return error;
  const own = framesOf(error);
  const frames = site === undefined ? "" : framesOf(site);
  const message = withDocsUrl(error.shortMessage, error._tag);
  return become(site ?? new Error(message), error, message, frames === "" ? own : frames) as E;
};

const become = (target: Error, error: JobwireError, message: string, frames: string): JobwireError => {
  const copy = Object.setPrototypeOf(target, Object.getPrototypeOf(error)) as JobwireError;
  for (const name of Reflect.ownKeys(error)) {
    const property = Object.getOwnPropertyDescriptor(error, name);
    if (property !== undefined && !ofEngine.has(name)) Object.defineProperty(copy, name, property);
  }
  define(copy, "message", message);
  define(copy, "stack", `${error._tag}: ${message}${frames === "" ? "" : `\n${frames}`}`);
  const { cause } = error;
  // Its frames are in Jobwire, and the frames of the call are already above it.
  if (isJobwireError(cause)) define(copy, "cause", become(new Error(), cause, cause.shortMessage, ""));
  return copy;
};

const define = (target: object, name: string, value: unknown): void => {
  Object.defineProperty(target, name, { value, enumerable: false, writable: true, configurable: true });
};
