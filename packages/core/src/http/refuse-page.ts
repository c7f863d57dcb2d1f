import { Effect } from "effect";
import { BadResponse } from "../errors.ts";
import { makeByteBuffer } from "./byte-buffer.ts";
import type { HttpStream } from "./http.ts";
import { excerpt } from "./visible-text.ts";

/** So much of a response is read before it is taken for a page or for a log. */
const firstBytes = 256;

const isPageType = (contentType: string | undefined): boolean => /^\s*text\/html\b/i.test(contentType ?? "");
const isPageStart = (text: string): boolean => /^\s*<(?:!doctype|html|head|body)\b/i.test(text);

/**
 * The response of a log source, or `BadResponse` (reason `page`) when a proxy sent a web page with status 200 instead: its lines are
 * no lines of the log. The type alone does not decide, because some frameworks send plain text as `text/html`.
 */
export const refusePage = (answer: HttpStream, label: string): HttpStream => {
  if (!isPageType(answer.headers["content-type"])) return answer;
  // Kept outside: a pull that was interrupted must lose nothing.
  const buffer = makeByteBuffer();
  let looked = false;
  const look = Effect.gen(function* () {
    while (buffer.length() < firstBytes) {
      const piece = yield* answer.pull;
      if (piece === undefined) break;
      buffer.append(piece);
    }
    looked = true;
    const start = buffer.bytes();
    const text = new TextDecoder().decode(start.subarray(0, firstBytes));
    if (!isPageStart(text)) return start.byteLength === 0 ? undefined : start;
    return yield* Effect.fail(
      new BadResponse({
        message: `${label}: a proxy or another server sent a web page instead of the log (${excerpt(text, 256)}); check the address and whether a login is needed`,
        reason: "page",
        statusCode: answer.status,
      }),
    );
  });
  return { ...answer, pull: Effect.suspend((): HttpStream["pull"] => (looked ? answer.pull : look)) };
};
