import { type AnyFunction, callSiteOf, framesOf } from "./call-site.ts";
import { errorAt } from "./error-at.ts";

/** True when the frames have one that is running, and not only those that wait for it. */
const hasCaller = (frames: string): boolean =>
  frames.split("\n").some((frame) => frame !== "" && !frame.startsWith("    at async "));

/**
 * The work of a function that programs call, `called`: the errors that it throws or rejects with have the line of that call in their
 * stack. An `async` function returns the promise of its work, which has the frames as well.
 */
export const withCallSite = <Result>(called: AnyFunction, work: () => Result): Result => {
  // A call at the end of a function takes the function's own frame off the stack in JavaScriptCore; then the next is the program's.
  const callSite = (): Error => {
    const site = callSiteOf(called);
    return hasCaller(framesOf(site)) ? site : callSiteOf(withCallSite);
  };
  let result: Result;
  try {
    result = work();
  } catch (error) {
    throw errorAt(error, callSite());
  }
  if (!(result instanceof Promise)) return result;
  const site = callSite();
  const located = result.catch((error: unknown) => {
    throw errorAt(error, site);
  });
  return located as Result;
};
