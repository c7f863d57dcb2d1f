import { pageTitle } from "./page-title.ts";
import { isSignInPage, signInAdvice } from "./sign-in.ts";

/** The title of a web page in brackets and quotes, after a space; empty without a title. */
export const shownTitle = (page: string): string => {
  const title = pageTitle(page);
  return title === "" ? "" : ` ("${title}")`;
};

/** What to do about a web page that came with a 200 in place of the server's response. */
export const pageAdvice = (page: string): string =>
  isSignInPage(page)
    ? signInAdvice
    : "Another server, such as a proxy that asks for a sign-in, responds at this address. Check the address and the token";
