import * as Effect from "effect/Effect";
import * as Result from "effect/Result";
import { BadResponse } from "../errors.ts";
import { noJson } from "./no-json.ts";
import { excerpt } from "./visible-text.ts";

/**
 * Parses the JSON of a response and checks it by `check`, whose failure names what is unexpected. Fails with `BadResponse`: reason
 * `page` (for example a proxy's sign-in page), `json` or `shape`. The message shows at most 256 characters of the response.
 */
export const decodeBy =
  <A>(
    check: (value: unknown) => Result.Result<A, unknown>,
  ): ((label: string, text: string) => Effect.Effect<A, BadResponse>) =>
  (label, text) => {
    let value: unknown;
    try {
      value = JSON.parse(text);
    } catch {
      return Effect.fail(noJson(label, text));
    }
    const decoded = check(value);
    if (Result.isSuccess(decoded)) return Effect.succeed(decoded.success);
    return Effect.fail(
      new BadResponse({
        message: `${label}: the response has an unexpected shape (${excerpt(String(decoded.failure), 300)}): ${excerpt(text, 256)}`,
        reason: "shape",
        statusCode: 200,
      }),
    );
  };
