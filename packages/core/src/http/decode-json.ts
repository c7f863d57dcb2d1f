import { Effect, Result, Schema } from "effect";
import { BadResponse } from "../errors.ts";
import { excerpt } from "./visible-text.ts";

/** What the schema found; it writes out the value, which the engine cannot do of one that is nested very deep. */
const described = (failure: unknown): string => {
  try {
    return String(failure);
  } catch {
    return "nested too deeply";
  }
};

/**
 * Reads an answer's JSON and checks its shape, tolerant of further fields. Anything else is `BadResponse`: reason `json` (an
 * HTML page from a proxy, say) or `shape`; the message shows at most 256 characters of the answer.
 */
export const decodeJson =
  <A>(schema: Schema.Codec<A, unknown>): ((label: string, text: string) => Effect.Effect<A, BadResponse>) =>
  (label, text) => {
    let value: unknown;
    try {
      value = JSON.parse(text);
    } catch {
      const seen = text.trim() === "" ? "an empty answer" : `not JSON: ${excerpt(text, 256)}`;
      return Effect.fail(new BadResponse({ message: `${label}: ${seen}`, reason: "json", statusCode: 200 }));
    }
    const decoded = Schema.decodeUnknownResult(schema)(value);
    if (Result.isSuccess(decoded)) return Effect.succeed(decoded.success);
    return Effect.fail(
      new BadResponse({
        message: `${label}: the answer has another shape than expected (${excerpt(described(decoded.failure), 300)}): ${excerpt(text, 256)}`,
        reason: "shape",
        statusCode: 200,
      }),
    );
  };
