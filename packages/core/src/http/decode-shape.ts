import type * as Effect from "effect/Effect";
import * as Result from "effect/Result";
import type { BadResponse } from "../errors.ts";
import { Mismatch, type Shape } from "../shape.ts";
import { decodeBy } from "./decode-by.ts";

/** As `decodeJson`, with a shape in place of a schema. */
export const decodeShape = <A, Encoded>(
  shape: Shape<A, Encoded>,
): ((label: string, text: string) => Effect.Effect<A, BadResponse>) =>
  decodeBy((value) => {
    const read = shape.read(value);
    return read instanceof Mismatch ? Result.fail(read) : Result.succeed(read);
  });
