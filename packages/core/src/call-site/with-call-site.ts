import { type AnyFunction, callSiteOf, framesOf } from "./call-site.ts";
import { errorAt } from "./error-at.ts";

/**
 * The work of a function that programs call, `called`: the errors that it throws or rejects with have the line of that call in their
 * stack. An `async` function returns the promise of its work, which has the frames as well.
 */
export const withCallSite = <Result>(called: AnyFunction, work: () => Result): Result => {
  // A call at the end of a function takes the function's own frame off the stack in JavaScriptCore; then the next is the program's.
  const callSite = (): Error => {
    const site = callSiteOf(called);
    return framesOf(site) === "" ? callSiteOf(withCallSite) : site;
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
