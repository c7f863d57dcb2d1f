import { pageTitle } from "./page-title.ts";

/** The parts of paths at which sign-ins of proxies and identity providers begin. */
const signInSegments = new Set([
  "login",
  "log-in",
  "log_in",
  "logon",
  "signin",
  "sign-in",
  "sign_in",
  "sso",
  "saml",
  "saml2",
  "oauth",
  "oauth2",
  "_oauth",
  "oidc",
  "openid",
  "openid-connect",
  "openidconnect",
  "authorize",
  "authorization",
  "authenticate",
  "auth",
  ".auth",
  "adfs",
  "cas",
  // Keycloak, authentik and Cloudflare Access.
  "realms",
  "outpost.goauthentik.io",
  "cdn-cgi",
]);

/** The first labels of the host names of sign-ins. */
const signInHosts = new Set([
  "login",
  "signin",
  "sso",
  "auth",
  "oauth",
  "oauth2",
  "oidc",
  "idp",
  "id",
  "identity",
  "accounts",
  "keycloak",
  "dex",
  "authelia",
  "authentik",
]);

/** The domains of identity providers where each customer has a host. */
const signInDomains: ReadonlyArray<string> = [
  ".okta.com",
  ".auth0.com",
  ".onelogin.com",
  ".cloudflareaccess.com",
  ".amazoncognito.com",
  ".microsoftonline.com",
  ".b2clogin.com",
];

const segmentsOf = (url: URL): ReadonlyArray<string> =>
  url.pathname
    .toLowerCase()
    .split("/")
    .filter((segment) => segment !== "")
    // `login.php` is a login, too.
    .map((segment) =>
      segment.lastIndexOf(".") > 0 && !signInSegments.has(segment) ? (segment.split(".")[0] ?? "") : segment,
    );

/** True when the target of a redirect from `from` is a sign-in: of a proxy on the same origin, or of an identity provider. */
export const isSignInTarget = (target: URL, from: URL): boolean => {
  const asked = segmentsOf(from);
  const segments = segmentsOf(target);
  // A path prefix that the caller configured may be called `auth`, too.
  let own = 0;
  while (own < segments.length && segments[own] === asked[own]) own += 1;
  if (segments.slice(own).some((segment) => signInSegments.has(segment))) return true;
  const query = target.searchParams;
  if (query.has("SAMLRequest") || (query.has("client_id") && query.has("response_type"))) return true;
  const host = target.hostname.toLowerCase();
  if (host === from.hostname.toLowerCase()) return false;
  return signInHosts.has(host.split(".")[0] ?? "") || signInDomains.some((domain) => host.endsWith(domain));
};

/** The words in titles of sign-in pages. */
const signInWords: ReadonlyArray<string> = [
  "sign in",
  "signin",
  "sign-in",
  "log in",
  "login",
  "log-in",
  "logon",
  "single sign-on",
  "oauth2 proxy",
  "oauth2-proxy",
];

/** The parts of pages that ask for a sign-in, in lower case: a form, or a link to its start. */
const signInParts: ReadonlyArray<string> = [
  'type="password"',
  "type='password'",
  "type=password",
  "/oauth2/start",
  "/oauth2/sign_in",
  'name="samlrequest"',
  "/cdn-cgi/access/",
];

/** True when a web page asks its reader to sign in. */
export const isSignInPage = (page: string): boolean => {
  const title = pageTitle(page).toLowerCase();
  if (signInWords.some((word) => title.includes(word))) return true;
  const text = page.toLowerCase();
  return signInParts.some((part) => text.includes(part));
};

/** What to do about a sign-in; the last sentences of a message. */
export const signInAdvice =
  "A proxy in front of the server wants a sign-in, or the session has expired. Sign in again, and set the proxy's header or cookie in the headers option";
