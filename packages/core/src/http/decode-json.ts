import type * as Effect from "effect/Effect";
import * as Schema from "effect/Schema";
import type { BadResponse } from "../errors.ts";
import { decodeBy } from "./decode-by.ts";

/**
 * Parses the JSON of a response and checks its shape; additional fields pass. Fails with `BadResponse`: reason `page` (for
 * example a proxy's sign-in page), `json` or `shape`. The message shows at most 256 characters of the response.
 */
export const decodeJson = <A>(
  schema: Schema.Codec<A, unknown>,
): ((label: string, text: string) => Effect.Effect<A, BadResponse>) => decodeBy(Schema.decodeUnknownResult(schema));
