import type { NamesOf } from "../surface/option-names.ts";
import type { HttpTimeouts } from "./http-timeouts.ts";

/** The limits of each request. */
export const timeoutNames: NamesOf<HttpTimeouts> = { connectMs: 1, idleMs: 1, requestMs: 1 };
