import * as Effect from "effect/Effect";
import * as Result from "effect/Result";
import * as Schema from "effect/Schema";
import { BadResponse } from "../errors.ts";
import { isPageText } from "./is-page-text.ts";
import { pageAdvice, shownTitle } from "./proxy/page-in-place.ts";
import { excerpt, firstText } from "./visible-text.ts";

/** The error for a successful response that is not JSON; reason `page` for another server's web page, otherwise `json`. */
export const noJson = (label: string, text: string): BadResponse => {
  const page = isPageText(text);
  const problem = page
    ? `the response is a web page instead of JSON${shownTitle(text)}. ${pageAdvice(text)}`
    : text.trim() === ""
      ? "the response is empty, but JSON was expected. Check that the address is the server's own"
      : `the response is not JSON: ${excerpt(text, 256)}. Check that the address is the server's own`;
  return new BadResponse({
    message: `${label}: ${problem}`,
    reason: page ? "page" : "json",
    statusCode: 200,
    serverText: firstText(text),
  });
};

/**
 * Parses the JSON of a response and checks its shape; additional fields pass. Fails with `BadResponse`: reason `page` (for
 * example a proxy's sign-in page), `json` or `shape`. The message shows at most 256 characters of the response.
 */
export const decodeJson =
  <A>(schema: Schema.Codec<A, unknown>): ((label: string, text: string) => Effect.Effect<A, BadResponse>) =>
  (label, text) => {
    let value: unknown;
    try {
      value = JSON.parse(text);
    } catch {
      return Effect.fail(noJson(label, text));
    }
    const decoded = Schema.decodeUnknownResult(schema)(value);
    if (Result.isSuccess(decoded)) return Effect.succeed(decoded.success);
    return Effect.fail(
      new BadResponse({
        message: `${label}: the response has an unexpected shape (${excerpt(String(decoded.failure), 300)}): ${excerpt(text, 256)}`,
        reason: "shape",
        statusCode: 200,
      }),
    );
  };
