import type * as Effect from "effect/Effect";
import type { JobwireError } from "../errors.ts";
import { loadedCode } from "../surface/loaded-code.ts";

/** The checks of a submit, which a page that only follows jobs does not load. */
export const submitBodyCode: Effect.Effect<typeof import("./submit-body.ts"), JobwireError> = loadedCode(
  () => import("./submit-body.ts"),
);
