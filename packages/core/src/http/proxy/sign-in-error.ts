import { Unauthorized } from "../../errors.ts";
import { firstText } from "../visible-text.ts";
import { shownTitle } from "./page-in-place.ts";
import { signInAdvice } from "./sign-in.ts";

/** The error for a redirect to a sign-in; `target` is shown, so it has no query. */
export const signInRedirect = (label: string, status: number | undefined, target: string): Unauthorized =>
  new Unauthorized({
    message: `${label}: the server redirects to a sign-in (${target}). ${signInAdvice}`,
    reason: "sign-in",
    statusCode: status,
  });

/** The error for a web page at the end of a redirect, where the server's own response belongs. */
export const signInPage = (label: string, status: number, page: string): Unauthorized =>
  new Unauthorized({
    message: `${label}: the server redirects to a web page${shownTitle(page)}. ${signInAdvice}`,
    reason: "sign-in",
    statusCode: status,
    serverText: firstText(page),
  });
