import { AdapterFault, type FaultReason } from "@jobwire/core/adapter";

/** How far things had come: nothing sent yet, sent and unanswered, in the answer's body, or in a WebSocket's handshake. */
export type Phase = "connect" | "answer" | "body" | "handshake";

/** System errors (`uv_strerror`), undici's codes and Node's own argument checks. */
const reasons: ReadonlyMap<string, FaultReason> = new Map([
  ["ECONNREFUSED", "refused"],
  ["ENOTFOUND", "unresolved"],
  ["EAI_AGAIN", "unresolved"],
  ["EAI_FAIL", "unresolved"],
  ["EAI_NODATA", "unresolved"],
  ["EAI_NONAME", "unresolved"],
  ["ENETUNREACH", "unreachable"],
  ["ENETDOWN", "unreachable"],
  ["EHOSTUNREACH", "unreachable"],
  ["EHOSTDOWN", "unreachable"],
  ["EADDRNOTAVAIL", "unreachable"],
  ["ETIMEDOUT", "unreachable"],
  ["UND_ERR_CONNECT_TIMEOUT", "unreachable"],
  // A proxy that answered CONNECT with anything but 200; only a dispatcher of the caller's makes it.
  ["UND_ERR_ABORTED", "unreachable"],
  ["ECONNRESET", "reset"],
  ["ECONNABORTED", "reset"],
  ["EPIPE", "reset"],
  ["UND_ERR_SOCKET", "reset"],
  ["UND_ERR_INVALID_ARG", "blocked"],
  ["UND_ERR_NOT_SUPPORTED", "blocked"],
  ["ERR_INVALID_URL", "blocked"],
  ["ERR_INVALID_CHAR", "blocked"],
  ["ERR_INVALID_HTTP_TOKEN", "blocked"],
  ["ERR_HTTP_INVALID_HEADER_VALUE", "blocked"],
  ["ERR_UNESCAPED_CHARACTERS", "blocked"],
]);

/** Node's names for X509 verification results and OpenSSL failures. */
const secure =
  /^(EPROTO|ERR_TLS_.*|ERR_SSL_.*|ERR_OSSL_.*|.*CERT.*|.*CRL.*|UNABLE_TO_.*|HOSTNAME_MISMATCH|INVALID_CA|INVALID_PURPOSE|PATH_LENGTH_EXCEEDED)$/;

/** The first code found: several addresses fail as an AggregateError, and undici wraps what it cannot name. */
const codeOf = (error: unknown, depth = 0): string | undefined => {
  if (typeof error !== "object" || error === null || depth > 4) return undefined;
  const { code, errors, cause } = error as { code?: unknown; errors?: unknown; cause?: unknown };
  if (typeof code === "string") return code;
  return codeOf(Array.isArray(errors) ? errors[0] : undefined, depth + 1) ?? codeOf(cause, depth + 1);
};

/** The parser's errors: undici's have no code where the response does not even begin as HTTP. */
const isNonsense = (error: unknown, code: string): boolean =>
  (code.startsWith("HPE_") && code !== "HPE_HEADER_OVERFLOW") ||
  (code === "" && error instanceof Error && error.name === "HTTPParserError");

/** The shared word for a native failure. */
export const reasonOf = (error: unknown, phase: Phase): FaultReason => {
  if (phase === "body") return "truncated";
  const code = codeOf(error) ?? "";
  if (phase !== "handshake" && isNonsense(error, code)) return "not-http";
  const reason = reasons.get(code) ?? (secure.test(code) ? "tls" : "unknown");
  if (phase === "answer") {
    // The request is on its way, so no word may say that nothing was sent; TLS 1.3 refuses client certificates this late.
    return reason === "blocked" || reason === "unknown" || code === "UND_ERR_ABORTED" ? "unknown" : "reset";
  }
  const unsecured = error instanceof Error && error.message.includes("before secure TLS connection");
  if (unsecured) return "tls";
  // `ws` says so of addresses that it does not take.
  if (error instanceof SyntaxError) return "blocked";
  if (phase === "handshake") return code === "" || code.startsWith("HPE_") ? "handshake" : reason;
  return reason === "reset" ? "unreachable" : reason;
};

/**
 * The address that could not be connected to, where that is not the target's own: a proxy's, of an agent or a dispatcher. By its
 * port, since a host name has addresses of any look.
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

/** The fault for a native failure; `target` is the origin of its address. */
export const faultFrom = (
  error: unknown,
  phase: Phase,
  target: string,
  options: { readonly reusedConnection?: boolean } = {},
): AdapterFault => {
  const reason = reasonOf(error, phase);
  const said = error instanceof Error && error.message !== "" ? error.message : reason;
  const detail = codeOf(error) ?? said;
  const where = phase === "connect" ? "connecting to" : phase === "body" ? "reading the answer of" : "asking";
  const connecting = reason === "refused" || reason === "unreachable";
  const proxy = connecting ? proxyOf(error, target) : undefined;
  return new AdapterFault(reason, `${where} ${target}: ${detail}`, { cause: error, proxy, ...options });
};
