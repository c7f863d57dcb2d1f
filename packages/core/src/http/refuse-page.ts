import * as Effect from "effect/Effect";
import { BadResponse } from "../errors.ts";
import { makeByteBuffer } from "./byte-buffer.ts";
import type { HttpStream } from "./http.ts";
import { isPageText } from "./is-page-text.ts";
import { pageAdvice, shownTitle } from "./proxy/page-in-place.ts";
import { signInPage } from "./proxy/sign-in-error.ts";

/** The bytes needed to distinguish a page from a log, and when the text begins with a comment, before which a page's tag may hide. */
const firstBytes = 256;
const firstBytesOfComment = 2_048;

const isPageType = (contentType: string | undefined): boolean => /^\s*text\/html\b/i.test(contentType ?? "");

/**
 * The response of a log source. Fails with `BadResponse` (reason `page`) when a proxy sent a web page with status 200 instead:
 * its lines are not lines of the log. A page at the end of a redirect is a sign-in: `Unauthorized`. The type alone does not decide, because some frameworks send plain text as `text/html`.
 */
export const refusePage = (response: HttpStream, label: string): HttpStream => {
  if (!isPageType(response.headers["content-type"])) return response;
  // Outside of the effect: an interrupted pull must lose nothing.
  const buffer = makeByteBuffer();
  let looked = false;
  const text = (): string => new TextDecoder().decode(buffer.bytes().subarray(0, firstBytesOfComment));
  const look = Effect.gen(function* () {
    while (
      buffer.length() < firstBytes ||
      (buffer.length() < firstBytesOfComment && text().trimStart().startsWith("<!--") && !isPageText(text()))
    ) {
      const piece = yield* response.pull;
      if (piece === undefined) break;
      buffer.append(piece);
    }
    looked = true;
    const start = buffer.bytes();
    if (!isPageText(text())) return start.byteLength === 0 ? undefined : start;
    if (response.redirected === true) return yield* Effect.fail(signInPage(label, response.status, text()));
    return yield* Effect.fail(
      new BadResponse({
        message: `${label}: a proxy or another server sent a web page instead of the log${shownTitle(text())}. ${pageAdvice(text())}`,
        reason: "page",
        statusCode: response.status,
        serverText: text(),
      }),
    );
  });
  return { ...response, pull: Effect.suspend((): HttpStream["pull"] => (looked ? response.pull : look)) };
};
