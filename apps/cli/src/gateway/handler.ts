import type { Gateway } from "@jobwire/gateway";
import type { Page, Pages } from "./pages.ts";
import type { Session } from "./session.ts";
import { signInPage, signInPath, signInScript } from "./sign-in.ts";

/** The parts of the server. */
export interface HandlerParts {
  readonly gateway: Pick<Gateway, "fetch">;
  readonly session: Session;
  readonly hosts: ReadonlyArray<string>;
  /** Undefined for the gateway alone. */
  readonly pages: Pages | undefined;
}

const security: Readonly<Record<string, string>> = {
  "content-security-policy":
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-resource-policy": "same-origin",
  "referrer-policy": "no-referrer",
  "x-content-type-options": "nosniff",
  "x-frame-options": "DENY",
};

const plain = (status: number, text: string, headers: Readonly<Record<string, string>> = {}): Response =>
  new Response(text, {
    status,
    headers: { ...security, "content-type": "text/plain; charset=utf-8", "cache-control": "no-store", ...headers },
  });

const send = (page: Page, status = 200): Response =>
  new Response(page.bytes, {
    status,
    headers: {
      ...security,
      "content-type": page.type,
      "content-length": String(page.bytes.byteLength),
      "cache-control": page.isHashed ? "public, max-age=31536000, immutable" : "no-store",
    },
  });

const signIn = (request: Request, session: Session): Response => {
  if (!session.permits(request)) return plain(401, "Sign in with the token.\n");
  // Only a request with the token in a header gets here by POST, which no page of another origin can send.
  const headers = request.method === "POST" ? { "set-cookie": session.cookie } : {};
  return new Response(null, { status: 204, headers: { ...security, "cache-control": "no-store", ...headers } });
};

const servePage = (request: Request, url: URL, session: Session, pages: Pages): Response => {
  if (url.pathname === signInPath && ["GET", "POST"].includes(request.method)) return signIn(request, session);
  if (request.method !== "GET" && request.method !== "HEAD") {
    return plain(405, "The console's pages are read with GET.\n", { allow: "GET, HEAD" });
  }
  const token = url.pathname === "/" ? url.searchParams.get("token") : null;
  if (token !== null && request.method === "GET") {
    const cookie = session.exchange(token);
    if (cookie !== undefined || session.permits(request)) {
      return plain(303, "", { location: "/", ...(cookie === undefined ? {} : { "set-cookie": cookie }) });
    }
  }
  if (url.pathname === "/sign-in.js") return send(signInScript);
  const file = pages.get(url.pathname === "/" ? "/index.html" : url.pathname);
  if (file === undefined) return plain(404, "The console has no such page.\n");
  // The page's views are behind the # of its URL, so that it is the only document.
  return !file.type.startsWith("text/html") || session.permits(request) ? send(file) : send(signInPage, 401);
};

/** The whole server: the API, the sign-in and the pages. */
export const gatewayHandler = ({
  gateway,
  session,
  hosts,
  pages,
}: HandlerParts): ((request: Request) => Promise<Response>) => {
  const isAllowed = (host: string): boolean => hosts.includes(host.replace(/:\d*$/, "").toLowerCase());
  return async (request) => {
    const url = new URL(request.url);
    if (pages === undefined || url.pathname.startsWith("/v1/")) return gateway.fetch(request);
    // An attacker's DNS server can name this address as that of a site of its own.
    if (!isAllowed(request.headers.get("host") ?? ""))
      return plain(421, "This server has another name. Start it with --allow-host and this name to allow it.\n");
    return servePage(request, url, session, pages);
  };
};
