/** Error responses of proxies. Those of nginx 1.22.1 are recorded; the others are as the products' own sources and manuals have them. */
export interface ProxyPage {
  readonly name: string;
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
}

const html = { "content-type": "text/html" };
const plain = { "content-type": "text/plain; charset=utf-8" };

const nginx = (status: number, title: string, heading = title, more = ""): ProxyPage => ({
  name: `nginx ${status}${more === "" ? "" : ` ${more}`}`,
  status,
  headers: { ...html, server: "nginx/1.22.1" },
  text: `<html>\r\n<head><title>${title}</title></head>\r\n<body>\r\n<center><h1>${heading}</h1></center>\r\n${more === "" ? "" : `<center>${more}</center>\r\n`}<hr><center>nginx/1.22.1</center>\r\n</body>\r\n</html>\r\n`,
});

const haproxy = (status: number, heading: string, words: string): ProxyPage => ({
  name: `HAProxy ${status}`,
  status,
  headers: { ...html, "cache-control": "no-cache" },
  text: `<html><body><h1>${heading}</h1>\n${words}\n</body></html>\n`,
});

const alb = (status: number, title: string): ProxyPage => ({
  name: `AWS load balancer ${status}`,
  status,
  headers: { ...html, server: "awselb/2.0" },
  text: `<html>\r\n<head><title>${title}</title></head>\r\n<body>\r\n<center><h1>${title}</h1></center>\r\n</body>\r\n</html>\r\n`,
});

const text = (name: string, status: number, words: string, headers: ProxyPage["headers"] = plain): ProxyPage => ({
  name,
  status,
  headers,
  text: words,
});

const oauth2Proxy = `<!DOCTYPE html>
<html lang="en" charset="utf-8">
  <head>
    <meta charset="utf-8">
    <title>Sign In</title>
    <style>body { height: 100vh; } .sign-in-box { max-width: 400px; }</style>
  </head>
  <body class="has-background-light">
    <form method="GET" action="/oauth2/start">
      <input type="hidden" name="rd" value="/api/version">
      <button type="submit" class="button block is-primary">Sign in with OpenID Connect</button>
    </form>
  </body>
</html>`;

const cloudflare = `<!DOCTYPE html>
<!--[if lt IE 7]> <html class="no-js ie6 oldie" lang="en-US"> <![endif]-->
<html class="no-js" lang="en-US"> <head>
<title>ray.example.com | 522: Connection timed out</title>
<link rel="stylesheet" id="cf_styles-css" href="/cdn-cgi/styles/main.css" />
</head><body><div id="cf-wrapper"><div id="cf-error-details"><h1>Connection timed out <span>Error code 522</span></h1></div></div></body></html>`;

/** By the start of the description, and the words that must be in its advice. */
export const proxyPages: ReadonlyArray<readonly [page: ProxyPage, summary: string, advice: string]> = [
  [nginx(400, "400 Bad Request"), 'a web page of nginx ("400 Bad Request")', ""],
  [
    nginx(400, "400 No required SSL certificate was sent", "400 Bad Request", "No required SSL certificate was sent"),
    'a web page of nginx ("400 No required SSL certificate was sent")',
    "--client-cert and --client-key",
  ],
  [
    nginx(400, "400 The SSL certificate error", "400 Bad Request", "The SSL certificate error"),
    'a web page of nginx ("400 The SSL certificate error")',
    "client certificate",
  ],
  [
    nginx(
      400,
      "400 The plain HTTP request was sent to HTTPS port",
      "400 Bad Request",
      "The plain HTTP request was sent to HTTPS port",
    ),
    'a web page of nginx ("400 The plain HTTP request was sent to HTTPS port")',
    "Use https:// in the address",
  ],
  [nginx(401, "401 Authorization Required"), 'a web page of nginx ("401 Authorization Required")', "headers option"],
  [nginx(403, "403 Forbidden"), 'a web page of nginx ("403 Forbidden")', "forbids"],
  [nginx(404, "404 Not Found"), 'a web page of nginx ("404 Not Found")', "path prefix"],
  [nginx(405, "405 Not Allowed"), 'a web page of nginx ("405 Not Allowed")', "Check the address"],
  [
    nginx(413, "413 Request Entity Too Large"),
    'a web page of nginx ("413 Request Entity Too Large")',
    "client_max_body_size",
  ],
  [nginx(429, "429 Too Many Requests"), 'a web page of nginx ("429 Too Many Requests")', "raise the limit"],
  [nginx(500, "500 Internal Server Error"), 'a web page of nginx ("500 Internal Server Error")', ""],
  [nginx(502, "502 Bad Gateway"), 'a web page of nginx ("502 Bad Gateway")', "cannot reach the server behind it"],
  [
    nginx(503, "503 Service Temporarily Unavailable"),
    'a web page of nginx ("503 Service Temporarily Unavailable")',
    "limits the requests",
  ],
  [nginx(504, "504 Gateway Time-out"), 'a web page of nginx ("504 Gateway Time-out")', "read timeout"],
  [
    haproxy(503, "503 Service Unavailable", "No server is available to handle this request."),
    'a web page of HAProxy ("503 Service Unavailable")',
    "no server that it can use",
  ],
  [
    haproxy(502, "502 Bad Gateway", "The server returned an invalid or incomplete response."),
    'a web page of HAProxy ("502 Bad Gateway")',
    "cannot reach",
  ],
  [
    haproxy(504, "504 Gateway Time-out", "The server didn't respond in time."),
    'a web page of HAProxy ("504 Gateway Time-out")',
    "in time",
  ],
  [
    haproxy(403, "403 Forbidden", "Request forbidden by administrative rules."),
    'a web page of HAProxy ("403 Forbidden")',
    "rules",
  ],
  [alb(502, "502 Bad Gateway"), 'a web page of an AWS load balancer ("502 Bad Gateway")', "cannot reach"],
  [alb(503, "503 Service Temporarily Unavailable"), "a web page of an AWS load balancer", "no server"],
  [alb(504, "504 Gateway Time-out"), "a web page of an AWS load balancer", "in time"],
  [
    text("Cloudflare 522", 522, cloudflare, { ...html, server: "cloudflare" }),
    'a web page of Cloudflare ("ray.example.com | 522: Connection timed out")',
    "cannot reach",
  ],
  [text("Cloudflare 502, plain", 502, "error code: 502"), '"error code: 502" of Cloudflare', "cannot reach"],
  [
    text(
      "Cloudflare's check for robots",
      403,
      "<!DOCTYPE html><html><head><title>Just a moment...</title></head></html>",
      html,
    ),
    'a web page ("Just a moment...")',
    "robot",
  ],
  [text("Traefik 404", 404, "404 page not found\n"), '"404 page not found" of Traefik', "ingress"],
  [text("Traefik 502", 502, "Bad Gateway"), '"Bad Gateway"', "cannot reach"],
  [text("Traefik 503", 503, "no available server\n"), '"no available server" of Traefik', "no server"],
  [text("Traefik 504", 504, "Gateway Timeout"), '"Gateway Timeout"', "in time"],
  [text("ingress-nginx 404", 404, "default backend - 404"), '"default backend - 404" of ingress-nginx', "ingress"],
  [
    text(
      "Google's load balancer 404",
      404,
      "response 404 (backend NotFound), service rules for the path non-existent \n",
    ),
    '"response 404 (backend NotFound)',
    "ingress",
  ],
  [
    text(
      "Envoy 503",
      503,
      "upstream connect error or disconnect/reset before headers. reset reason: connection failure",
      { ...plain, server: "envoy" },
    ),
    '"upstream connect error',
    "no server",
  ],
  [text("Envoy 503, nothing healthy", 503, "no healthy upstream"), '"no healthy upstream" of Envoy', "no server"],
  [text("Envoy 504", 504, "upstream request timeout"), '"upstream request timeout" of Envoy', "in time"],
  [text("Istio 403", 403, "RBAC: access denied"), '"RBAC: access denied" of Envoy', "forbids"],
  [text("Istio 401", 401, "Jwt is expired"), '"Jwt is expired" of Envoy', "valid token"],
  [text("Caddy 502", 502, "", { server: "Caddy" }), "an empty response", "cannot reach"],
  [
    text("a Go server 400", 400, "Client sent an HTTP request to an HTTPS server.\n"),
    '"Client sent an HTTP request to an HTTPS server." of a Go server',
    "Use https:// in the address",
  ],
  [
    text(
      "Apache 400",
      400,
      '<!DOCTYPE HTML PUBLIC "-//IETF//DTD HTML 2.0//EN">\n<html><head>\n<title>400 Bad Request</title>\n</head><body>\n<h1>Bad Request</h1>\n<p>Your browser sent a request that this server could not understand.<br />\nReason: You\'re speaking plain HTTP to an SSL-enabled server port.<br />\n Instead use the HTTPS scheme to access this URL, please.<br />\n</p>\n<hr>\n<address>Apache/2.4.57 (Debian) Server at ray Port 443</address>\n</body></html>\n',
      html,
    ),
    'a web page of Apache ("400 Bad Request")',
    "Use https:// in the address",
  ],
  [
    text("oauth2-proxy 403", 403, oauth2Proxy, { "content-type": "text/html; charset=utf-8" }),
    'a web page ("Sign In")',
    "Sign in again",
  ],
  [
    text("a login form 401", 401, '<html><body><form><input name="p" type="password"></form></body></html>', html),
    "a web page",
    "Sign in again",
  ],
];
