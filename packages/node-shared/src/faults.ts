import { AdapterFault, type FaultReason, isAdapterFault } from "@jobwire/core/adapter";

/** How far the exchange had come: nothing sent yet, sent without a response, in the response body, or in a WebSocket handshake. */
export type Phase = "connect" | "answer" | "body" | "handshake";

/** The codes of libuv's system errors, of undici and of Node's argument checks. */
const reasons: ReadonlyMap<string, FaultReason> = new Map([
  // connect(2): nothing listens on the port.
  ["ECONNREFUSED", "refused"],
  // getaddrinfo(3), as libuv names its errors: the name has no address, or no DNS server responded.
  ["ENOTFOUND", "unresolved"],
  ["EAI_AGAIN", "unresolved"],
  ["EAI_FAIL", "unresolved"],
  ["EAI_NODATA", "unresolved"],
  ["EAI_NONAME", "unresolved"],
  // connect(2): no route, no local address, or no response in the system's own time.
  ["ENETUNREACH", "unreachable"],
  ["ENETDOWN", "unreachable"],
  ["EHOSTUNREACH", "unreachable"],
  ["EHOSTDOWN", "unreachable"],
  ["EADDRNOTAVAIL", "unreachable"],
  ["ETIMEDOUT", "unreachable"],
  // undici's own limit for connecting; only a caller's dispatcher sets one.
  ["UND_ERR_CONNECT_TIMEOUT", "unreachable"],
  // undici's error when a proxy responds to CONNECT with anything but 200; only a caller's dispatcher uses a proxy.
  ["UND_ERR_ABORTED", "unreachable"],
  // read(2) and write(2) on a connection that the server closed.
  ["ECONNRESET", "reset"],
  ["ECONNABORTED", "reset"],
  ["EPIPE", "reset"],
  // undici's error when the server closes the connection without a reset.
  ["UND_ERR_SOCKET", "reset"],
  // undici refuses a method, path or header before it sends anything.
  ["UND_ERR_INVALID_ARG", "blocked"],
  ["UND_ERR_NOT_SUPPORTED", "blocked"],
  // Node's URL parser, and the checks of names, values and paths in `node:http`, which `ws` uses.
  ["ERR_INVALID_URL", "blocked"],
  ["ERR_INVALID_CHAR", "blocked"],
  ["ERR_INVALID_HTTP_TOKEN", "blocked"],
  ["ERR_HTTP_INVALID_HEADER_VALUE", "blocked"],
  ["ERR_UNESCAPED_CHARACTERS", "blocked"],
]);

/** Node's codes for failed X509 verification and for OpenSSL errors. */
const secure =
  /^(EPROTO|ERR_TLS_.*|ERR_SSL_.*|ERR_OSSL_.*|.*CERT.*|.*CRL.*|UNABLE_TO_.*|HOSTNAME_MISMATCH|INVALID_CA|INVALID_PURPOSE|PATH_LENGTH_EXCEEDED)$/;

/** The first code found: Node reports several failed addresses as an AggregateError, and undici wraps errors that it does not know. */
const codeOf = (error: unknown, depth = 0): string | undefined => {
  if (typeof error !== "object" || error === null || depth > 4) return undefined;
  const { code, errors, cause } = error as { code?: unknown; errors?: unknown; cause?: unknown };
  if (typeof code === "string") return code;
  return codeOf(Array.isArray(errors) ? errors[0] : undefined, depth + 1) ?? codeOf(cause, depth + 1);
};

/**
 * Whether the HTTP parser refused the response. llhttp's codes begin with HPE_; one of them is for a head that is too large, which
 * is still HTTP. undici's parser error has no code when the response does not even begin as HTTP.
 */
const isNotHttp = (error: unknown, code: string): boolean =>
  (code.startsWith("HPE_") && code !== "HPE_HEADER_OVERFLOW") ||
  (code === "" && error instanceof Error && error.name === "HTTPParserError");

/** The reason of a native error, in the terms that all adapters share. */
export const reasonOf = (error: unknown, phase: Phase): FaultReason => {
  // Every error after the response head cuts the body, whether undici, `node:http` or the parser reports it.
  if (phase === "body") return "truncated";
  const code = codeOf(error) ?? "";
  if (phase !== "handshake" && isNotHttp(error, code)) return "not-http";
  const reason = reasons.get(code) ?? (secure.test(code) ? "tls" : "unknown");
  // A server that uses TLS 1.3 reports a missing client certificate only after the request was sent. The alert ends its handshake, so
  // the server read nothing of the request.
  if (code.endsWith("_ALERT_CERTIFICATE_REQUIRED") && phase !== "handshake") return "tls";
  if (phase === "answer") {
    // The request was sent, so no reason may claim that nothing was. A server that uses TLS 1.3 refuses a client certificate only
    // now, so any other TLS code is a lost connection here. UND_ERR_ABORTED does not show how far the request came.
    return reason === "blocked" || reason === "unknown" || code === "UND_ERR_ABORTED" ? "unknown" : "reset";
  }
  // Node reports a server that hangs up during the TLS handshake with the code ECONNRESET; only its message differs.
  const unsecured = error instanceof Error && error.message.includes("before secure TLS connection");
  if (unsecured) return "tls";
  // `ws` throws a SyntaxError for a URL that it does not accept.
  if (error instanceof SyntaxError) return "blocked";
  // `ws` checks the upgrade itself and reports an invalid one without a code; llhttp reports a response that is not HTTP.
  if (phase === "handshake") return code === "" || code.startsWith("HPE_") ? "handshake" : reason;
  // While connecting, a reset means that there was no connection yet, so nothing was sent.
  return reason === "reset" ? "unreachable" : reason;
};

/**
 * The address that refused the connection, if it is not the target's own: that of an agent's or a dispatcher's proxy. It compares
 * ports, because a host name can have any address.
 */
const proxyOf = (error: unknown, target: string, depth = 0): string | undefined => {
  if (typeof error !== "object" || error === null || depth > 4 || !URL.canParse(target)) return undefined;
  const { address, port, errors, cause } = error as Readonly<Record<string, unknown>>;
  if (typeof address === "string" && typeof port === "number") {
    const url = new URL(target);
    const own = Number(url.port) || (/^(?:https|wss):$/.test(url.protocol) ? 443 : 80);
    return port === own ? undefined : `${address.includes(":") ? `[${address}]` : address}:${port}`;
  }
  return proxyOf(Array.isArray(errors) ? errors[0] : undefined, target, depth + 1) ?? proxyOf(cause, target, depth + 1);
};

/** The fault for a native error; `target` is the origin of the request. */
export const faultFrom = (
  error: unknown,
  phase: Phase,
  target: string,
  options: {
    /** The connection had served another request before, so the server may have closed it meanwhile. */
    readonly reusedConnection?: boolean;
  } = {},
): AdapterFault => {
  // A tunnel through a proxy already names the proxy that failed.
  if (isAdapterFault(error)) return error;
  const reason = reasonOf(error, phase);
  const said = error instanceof Error && error.message !== "" ? error.message : reason;
  const detail = codeOf(error) ?? said;
  const where = phase === "connect" ? "connecting to" : phase === "body" ? "reading the response of" : "requesting";
  const connecting = reason === "refused" || reason === "unreachable";
  const proxy = connecting ? proxyOf(error, target) : undefined;
  return new AdapterFault(reason, `${where} ${target}: ${detail}`, { cause: error, proxy, ...options });
};
