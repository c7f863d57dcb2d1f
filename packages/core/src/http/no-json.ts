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
