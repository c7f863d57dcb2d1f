import type { JobwireError } from "./jobwire-error.ts";

/** Engines set these on each error by themselves. */
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

/** What a copy has instead of its original's. */
export interface OwnTexts {
  readonly message: string;
  /** The frames of its stack as text, without a header. */
  readonly frames: string;
}

/** Makes `target` a copy of an error of the family, which several callers may have, with texts of its own. */
export const copyError = <E extends JobwireError>(error: E, target: Error, { message, frames }: OwnTexts): E => {
  const copy = Object.setPrototypeOf(target, Object.getPrototypeOf(error)) as E;
  for (const name of Reflect.ownKeys(error)) {
    const property = Object.getOwnPropertyDescriptor(error, name);
    if (property !== undefined && !ofEngine.has(name)) Object.defineProperty(copy, name, property);
  }
  defineText(copy, "message", message);
  defineText(copy, "stack", `${error._tag}: ${message}${frames === "" ? "" : `\n${frames}`}`);
  return copy;
};

/** Replaces a text of an error, which programs may replace as well, and which loops over its properties skip. */
export const defineText = (error: Error, name: "message" | "stack", value: string): void => {
  Object.defineProperty(error, name, { value, enumerable: false, writable: true, configurable: true });
};
