import { AdapterFault, type FaultReason } from "@jobwire/core/adapter";
import { originOf } from "@jobwire/core/adapter-parts";
import { ProxyRefused, type ProxyRules } from "@jobwire/node-shared";

/** Deno's errors have no codes. These are the texts of its HTTP client (hyper) and of the system, seen on 2.9; the first match decides. */
const connectReasons: ReadonlyArray<readonly [pattern: RegExp, reason: FaultReason]> = [
  // hyper's resolver: "dns error: failed to lookup address information: …".
  [/dns error|failed to lookup address/i, "unresolved"],
  // rustls: an untrusted certificate, "tls handshake eof" when the server hangs up, and "received corrupt message of type
  // InvalidContentType" when the server does not use TLS.
  [/invalid peer certificate|certificate|\btls\b|handshake|InvalidContentType/i, "tls"],
  // The system: "tcp connect error: Connection refused (os error 111)", so this is before the general text.
  [/connection refused/i, "refused"],
  // The system's other errors while connecting; hyper puts "tcp connect error" before all of them.
  [/unreachable|no route|timed out|address not available|tcp connect error/i, "unreachable"],
  // fetch refuses some ports ("Requests to port 1 are blocked"), and Deno's permissions refuse hosts ("Requires net access to …").
  [/are blocked|not capable|requires net access|Not allowed/i, "blocked"],
];
/** hyper's and the system's texts for a connection that was lost, such as "connection closed before message completed". */
const lost = /connection (?:reset|closed|aborted)|broken pipe|SendRequest|before message completed|end of file/i;
/** hyper's texts for a response that is not HTTP ("invalid HTTP version parsed") or that precedes the request ("unexpected message"). */
const notHttp = /invalid HTTP|parse|unexpected message/i;

/** The texts of the error and of its causes: Deno puts hyper's text into the cause. */
const textOf = (error: unknown): string => {
  const texts: Array<string> = [];
  for (let link = error, depth = 0; link instanceof Error && depth < 5; link = link.cause, depth++) {
    texts.push(link.message);
  }
  return texts.join(": ");
};

/** The reason of a failure of Deno's `fetch` before the response head, in the terms that all adapters share. */
const fetchReason = (text: string): FaultReason => {
  // hyper marks an error after it connected with "client error (SendRequest)": from then on the request may have been sent, so no
  // reason may claim that nothing was.
  const connecting = !/SendRequest/.test(text);
  if (connecting) for (const [pattern, reason] of connectReasons) if (pattern.test(text)) return reason;
  if (notHttp.test(text)) return "not-http";
  return lost.test(text) ? "reset" : "unknown";
};

/** hyper's texts for a proxy that refused CONNECT. It hides every status but 407. */
const refusedTunnel = /unsuccessful tunnel|proxy authentication required/;

/** The proxy's label; a setting that cannot be used is an error of its own, before anything is sent. */
export const labelFor = (address: string, proxies: ProxyRules): string | undefined => {
  try {
    return proxies.proxyFor(address)?.label;
  } catch {
    return undefined;
  }
};

/** The fault for a failure of Deno's `fetch` before the response head. */
export const fetchFault = (error: unknown, address: string, proxies: ProxyRules): AdapterFault => {
  const target = originOf(address);
  const text = textOf(error);
  const proxy = labelFor(address, proxies);
  const refused = error instanceof ProxyRefused ? "proxy authentication required" : refusedTunnel.exec(text)?.[0];
  if (refused !== undefined) {
    // Without the status nobody can know whether the refusal lasts, so this counts as one that may pass.
    const status = refused.startsWith("proxy") ? 407 : undefined;
    const message = `requesting ${target}: the proxy refused to connect to the server`;
    const options = { cause: error, proxy: proxy ?? "an address that the program may not read", proxyStatus: status };
    return new AdapterFault(status === 407 ? "blocked" : "unreachable", message, options);
  }
  const reason = fetchReason(text);
  const connecting = reason === "refused" || reason === "unresolved" || reason === "unreachable";
  return new AdapterFault(reason, `requesting ${target}: ${reason}`, {
    cause: error,
    proxy: connecting ? proxy : undefined,
  });
};
