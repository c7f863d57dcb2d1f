import { defineText } from "../errors/copy-error.ts";

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
  // Only the errors of JavaScriptCore have a line. In its optimised code it may not find `called`, and then it leaves no frame: some
  // cells of the conformance suite on Bun, not the same in each run.
  if ("line" in site && framesOf(site) === "") {
    defineText(site, "stack", `Error: ${site.message}\n${framesAfterMember(new Error(site.message))}`);
  }
  return site;
};

/** The frames after the last one of a member of a client, which has such a name; all of them without one. */
const framesAfterMember = (error: Error): string => {
  const frames = framesOf(error).split("\n");
  const member = frames.findLastIndex(
    (frame) => frame.startsWith("    at jobwire.") || frame.startsWith("    at called "),
  );
  return frames.slice(member + 1).join("\n");
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
