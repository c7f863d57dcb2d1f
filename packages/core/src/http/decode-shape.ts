import type * as Effect from "effect/Effect";
import * as Result from "effect/Result";
import type { BadResponse } from "../errors.ts";
import { Mismatch } from "../shape.ts";
import { decodeBy } from "./decode-by.ts";

/** As `decodeJson`, with a shape in place of a schema. */
export const decodeShape = <A>(shape: {
  readonly read: (value: unknown) => A | Mismatch;
}): ((label: string, text: string) => Effect.Effect<A, BadResponse>) =>
  decodeBy((value) => {
    const read = shape.read(value);
    return read instanceof Mismatch ? Result.fail(read) : Result.succeed(read);
  });
