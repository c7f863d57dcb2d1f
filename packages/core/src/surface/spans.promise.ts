/**
 * The same as `spans.ts` for Promise programs, whose build takes this file: they have no tracer that could get a span, and a page
 * need not load the code of spans.
 *
 * @module
 */
import * as Effect from "effect/Effect";
import type * as spans from "./spans.ts";

/** Runs an operation as it is. */
export const inSpan: typeof spans.inSpan = () => (effect) => effect;
/** Returns a stream as it is. */
export const streamInSpan: typeof spans.streamInSpan = () => (stream) => stream;
/** Does nothing. */
export const annotateSpan: typeof spans.annotateSpan = () => Effect.void;
