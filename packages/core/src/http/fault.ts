import { type FaultReason, isAdapterFault } from "../adapter.ts";
import { ConnectionFailed, type JobwireError, RedirectRefused } from "../errors.ts";
import { redactError } from "../redaction/redact-error.ts";
import { excerpt, visibleText } from "./visible-text.ts";

const sentences: Record<FaultReason, string> = {
  refused: "nothing listens there; check the address and that the server runs",
  unresolved: "the host name has no address; check the spelling and the name server",
  unreachable: "the host cannot be reached; check the network, the port and the firewall",
  tls: "the secure connection could not be made; check the certificate and whether the server speaks https",
  reset: "the connection was lost before the whole answer came",
  truncated: "the answer was cut off before its end",
  "not-http": "what answers there does not speak HTTP; check the address and its port",
  handshake: "the server did not switch to the WebSocket protocol; a proxy in between may not pass WebSockets on",
  redirected:
    "the server points elsewhere, which was not followed, and this runtime does not show where to; set the address to the real one",
  blocked:
    "this runtime refused to send the request or to show its answer (a missing permission such as Deno's --allow-net, cross-origin rules, mixed content, a forbidden header); grant the permission, or use a page of the same origin or a proxy",
  aborted: "the runtime ended the request by itself",
  unknown: "the connection failed",
};

/** What happened, to the server or to the proxy before it. */
const sentenceOf = (reason: FaultReason, proxy: string | undefined): string => {
  if (proxy === undefined) return sentences[reason];
  const what =
    reason === "refused"
      ? "refused the connection"
      : reason === "unresolved"
        ? "has a host name without an address"
        : "cannot be reached";
  return `the proxy at ${visibleText(proxy)} ${what}; check that it runs, and the proxy settings (HTTP_PROXY, HTTPS_PROXY, NO_PROXY)`;
};

/** The error for a native failure; `label` says what was asked of whom, such as `GET http://host/api/version`. */
export const connectionFailed = (label: string, cause: unknown, scrub: (text: string) => string): ConnectionFailed => {
  const fault = isAdapterFault(cause) ? cause : undefined;
  const reason = fault?.reason ?? "unknown";
  const said = fault === undefined && cause instanceof Error ? cause.message : (fault?.message ?? "");
  const words = reason === "unknown" || reason === "tls" || reason === "handshake" ? excerpt(scrub(said), 200) : "";
  return new ConnectionFailed({
    message: `${label}: ${sentenceOf(reason, fault?.proxy)}${words === "" ? "" : ` (${words})`}`,
    reason,
    cause: redactError(cause, scrub),
  });
};

/** The same for a request, which may also have met a redirect that the runtime hides. */
export const requestFailed = (label: string, cause: unknown, scrub: (text: string) => string): JobwireError => {
  const failed = connectionFailed(label, cause, scrub);
  if (failed.reason !== "redirected") return failed;
  return new RedirectRefused({ message: failed.message, reason: "hidden", cause: failed.cause });
};
