import { type AdapterFault, type FaultReason, isAdapterFault } from "../adapter.ts";
import { ConnectionFailed, type JobwireError, RedirectRefused } from "../errors.ts";
import { redactError } from "../redaction/redact-error.ts";
import { certificateDemand, tlsProblem } from "./tls-problem.ts";
import { excerpt, visibleText } from "./visible-text.ts";

const sentences: Record<FaultReason, string> = {
  refused: "nothing listens at this address. Check the address and that the server is running",
  unresolved: "the host name does not resolve. Check the spelling and the name server",
  unreachable: "the host is unreachable. Check the network, the port and the firewall",
  tls: "the secure connection failed. Check the certificate and that the server speaks https",
  reset: "the connection was lost before the whole response arrived. Check the network and that the server is running",
  truncated: "the response ended before it was complete. Check the server and any proxy in between",
  "not-http": "the server at this address does not speak HTTP. Check the address and its port",
  handshake:
    "the server did not switch to the WebSocket protocol. Check that the proxies in between allow WebSocket connections",
  redirected:
    "the server redirects, and this runtime hides the target, so the redirect was not followed. Set the address to the server's final one",
  blocked:
    "this runtime refused to send the request or to show its response (a missing permission such as Deno's --allow-net, cross-origin rules, mixed content, a forbidden header). Grant the permission, or use a page of the same origin or a proxy",
  aborted: "the runtime aborted the request",
  unknown: "the connection failed. Check the address, the network and that the server is running",
};

const proxySettings = "check the proxy settings (HTTP_PROXY, HTTPS_PROXY, NO_PROXY)";

/** The problem and the advice for a connection that failed at the proxy. */
const proxySentence = (reason: FaultReason, proxy: string, status: number | undefined): string => {
  const at = `the proxy at ${visibleText(proxy)}`;
  if (status === 407) {
    return `${at} did not accept the credentials, or wants some (status 407). Set its URL with a user and a password, such as http://user:password@proxy.example:3128`;
  }
  if (status !== undefined) {
    return status < 500 && status !== 429
      ? `${at} refused to connect to the server (status ${status}). Allow the server in the proxy, or add the server's host to NO_PROXY`
      : `${at} could not connect to the server (status ${status}). Check the address, or add the server's host to NO_PROXY if it needs no proxy`;
  }
  switch (reason) {
    case "refused":
      return `${at} refused the connection. Check that it is running, and ${proxySettings}`;
    case "unresolved":
      return `${at} has a host name that does not resolve. Check the spelling, and ${proxySettings}`;
    case "tls":
      return `the secure connection to ${at} failed. Check its certificate, or set its URL with http:// if it does not speak TLS`;
    default:
      return `${at} is unreachable, or it closed the connection. Check that it is running, and ${proxySettings}`;
  }
};

/** The problem and the advice, for the server or for the proxy in front of it. */
const sentenceOf = (reason: FaultReason, fault: AdapterFault | undefined, cause: unknown): string => {
  if (fault?.proxy !== undefined) return proxySentence(reason, fault.proxy, fault.proxyStatus);
  const known = reason === "tls" ? tlsProblem(cause) : reason === "reset" ? certificateDemand(cause) : undefined;
  return known ?? sentences[reason];
};

/** The error for a runtime's network failure; `label` names the request, such as `GET http://host/api/version`. */
export const connectionFailed = (label: string, cause: unknown, scrub: (text: string) => string): ConnectionFailed => {
  const fault = isAdapterFault(cause) ? cause : undefined;
  const reason = fault?.reason ?? "unknown";
  const original = cause instanceof Error ? cause.message : "";
  const detail =
    fault?.proxy !== undefined
      ? ""
      : reason === "unknown" || reason === "tls" || reason === "handshake"
        ? excerpt(scrub(original), 200)
        : "";
  return new ConnectionFailed({
    message: `${label}: ${sentenceOf(reason, fault, cause)}${detail === "" ? "" : ` (${detail})`}`,
    reason,
    cause: redactError(cause, scrub),
  });
};

/** The same for a request that may also have met a redirect that the runtime hides. */
export const requestFailed = (label: string, cause: unknown, scrub: (text: string) => string): JobwireError => {
  const failed = connectionFailed(label, cause, scrub);
  if (failed.reason !== "redirected") return failed;
  return new RedirectRefused({ message: failed.message, reason: "hidden", cause: failed.cause });
};
