import type { AnyFunction } from "../call-site/call-site.ts";
import { errorAt } from "../call-site/error-at.ts";
import type { Runner } from "./runner.ts";

/** Marks members that note their calls. */
const noted = Symbol("noted");

/**
 * The members of a client, a handle or a tail, at any depth, as the program calls them: the errors of each have the line that
 * called it in their stack. The runner notes the call, so what the member runs and iterates at once gets it, too. Members that
 * already do this stay as they are.
 */
export const withCallSites = <Members extends object>(
  members: Members,
  runner: Pick<Runner, "enter" | "callSite">,
): Members => {
  const member = (value: unknown): unknown => {
    if (typeof value === "function") return noted in value ? value : notedCall(value as AnyFunction, runner);
    if (typeof value !== "object" || value === null || Object.getPrototypeOf(value) !== Object.prototype) return value;
    return Object.fromEntries(
      Reflect.ownKeys(value).map((name) => [name, member((value as Record<PropertyKey, unknown>)[name])]),
    );
  };
  return member(members) as Members;
};

const notedCall = (call: AnyFunction, runner: Pick<Runner, "enter" | "callSite">): AnyFunction => {
  const called = (...args: ReadonlyArray<unknown>): unknown => {
    const leave = runner.enter(called);
    // Without the `try` this would be a tail call, which takes the frame of `called` off the stack in JavaScriptCore.
    try {
      return call(...args);
    } catch (error) {
      throw errorAt(error, runner.callSite());
    } finally {
      leave?.();
    }
  };
  // Bun finds the frame of a function by its name, so what it calls must have another one.
  Object.defineProperty(called, "name", { value: `jobwire.${call.name}` });
  return Object.defineProperty(called, noted, { value: true });
};
