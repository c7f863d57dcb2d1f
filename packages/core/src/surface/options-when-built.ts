import * as Effect from "effect/Effect";
import type { JobwireError } from "../errors.ts";
import { checked } from "./checked.ts";

/** Options, or a function that reads them when the layer is built, for example from the environment. */
export type OptionsWhenBuilt<Options> = Options | (() => Options);

/** Makes a client from options that are read only now; what reading them throws is a failure of the layer. */
export const makeWhenBuilt = <Options extends object, Made, Requirements>(
  options: OptionsWhenBuilt<Options>,
  make: (options: Options) => Effect.Effect<Made, JobwireError, Requirements>,
): Effect.Effect<Made, JobwireError, Requirements> =>
  Effect.flatMap(
    checked(() => (typeof options === "function" ? options() : options)),
    make,
  );
