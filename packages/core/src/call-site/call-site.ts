/** A function of any type. */
// biome-ignore lint/suspicious/noExplicitAny: a function of any arguments.
export type AnyFunction = (...args: ReadonlyArray<any>) => any;

/** Engines without it capture a stack only in an error. */
interface Capturing {
  readonly captureStackTrace?: (target: object, called: AnyFunction) => void;
}

/**
 * Where a program called Jobwire: an error with the stack of the caller of `called`, which is running. The frames of `called` and of
 * what it called are not in it, where the engine can leave them out. Engines make text of a stack only when it is read.
 */
export const callSiteOf = (called: AnyFunction): Error => {
  const site = new Error("called here");
  (Error as Capturing).captureStackTrace?.(site, called);
  return site;
};

/** The frames of a stack as text, without the lines before them that show an error; empty for a stack that has no frames. */
export const framesOf = ({ stack = "" }: { readonly stack?: string | undefined }): string => {
  // A program's own `Error.prepareStackTrace` may return anything.
  if (typeof stack !== "string") return "";
  // V8 and Bun write the error before the frames; Firefox and Safari write only frames, such as `called@https://…:1:2`.
  const first = stack.indexOf("\n    at ");
  if (first !== -1) return stack.slice(first + 1);
  return stack.startsWith("    at ") || stack.includes("@") ? stack.trimEnd() : "";
};
