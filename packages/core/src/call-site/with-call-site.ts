import { type AnyFunction, callSiteOf, framesOf } from "./call-site.ts";
import { errorAt } from "./error-at.ts";

/** True when the frames have one that is running, and not only those that wait for it. */
const hasCaller = (frames: string): boolean =>
  frames.split("\n").some((frame) => frame !== "" && !frame.startsWith("    at async "));

/**
 * The stack that has the program's call: a call at the end of a function takes the function's own frame off the stack in
 * JavaScriptCore, so that `site` has no caller. Then the program's frame is the next one `within` it.
 */
const callerIn = (site: Error, within: Error): Error => (hasCaller(framesOf(site)) ? site : within);

/**
 * The work of a function that programs call, `called`: the errors that it throws or rejects with have the line of that call in their
 * stack. An `async` function returns the promise of its work, which has the frames as well.
 */
export const withCallSite = <Result>(called: AnyFunction, work: () => Result): Result => {
  let result: Result;
  try {
    result = work();
  } catch (error) {
    throw errorAt(error, callerIn(callSiteOf(called), callSiteOf(withCallSite)));
  }
  if (!(result instanceof Promise)) return result;
  // Their text is made only for a failure.
  const site = callSiteOf(called);
  const within = callSiteOf(withCallSite);
  const located = result.catch((error: unknown) => {
    throw errorAt(error, callerIn(site, within));
  });
  return located as Result;
};
