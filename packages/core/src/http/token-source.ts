import type { Redacted } from "effect";

/** A token, or a function that returns one for each request. */
export type TokenSource = string | Redacted.Redacted<string> | (() => string | Promise<string>);
