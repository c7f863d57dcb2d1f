import { AdapterFault, type AdapterRequest, type FaultReason } from "@jobwire/core/adapter";
import { originOf } from "@jobwire/core/adapter-parts";
import { usedProxy } from "./used-proxy.ts";

/** Deno gives no codes; the words are those of its HTTP client and the system, as seen on 2.9. The first that fits decides. */
const words: ReadonlyArray<readonly [pattern: RegExp, reason: FaultReason]> = [
  [/dns error|failed to lookup address/i, "unresolved"],
  [/invalid peer certificate|certificate|\btls\b|handshake|InvalidContentType/i, "tls"],
  [/connection refused/i, "refused"],
  [/unreachable|no route|timed out|address not available|tcp connect error/i, "unreachable"],
  [/are blocked|not capable|requires net access|Not allowed/i, "blocked"],
];
/** What comes after the connection stood. */
const lost = /connection (?:reset|closed|aborted)|broken pipe|SendRequest|before message completed|end of file/i;
/** What came is no HTTP, or came before anything was asked. */
const nonsense = /invalid HTTP|parse|unexpected message/i;

/** Deno's own words, of the error and what caused it. */
const said = (error: unknown): string => {
  const texts: Array<string> = [];
  for (let link = error, depth = 0; link instanceof Error && depth < 5; link = link.cause, depth++) {
    texts.push(link.message);
  }
  return texts.join(": ");
};

/** The shared word for a failure of Deno's `fetch` before the answer's head. */
const fetchReason = (text: string): FaultReason => {
  const connecting = !/SendRequest/.test(text);
  if (connecting) for (const [pattern, reason] of words) if (pattern.test(text)) return reason;
  if (nonsense.test(text)) return "not-http";
  return lost.test(text) ? "reset" : "unknown";
};

/** The fault for a failure of Deno's `fetch` before the answer's head. */
export const fetchFault = (error: unknown, request: AdapterRequest, configuredProxy?: string): AdapterFault => {
  const target = originOf(request.url);
  const reason = fetchReason(said(error));
  const connecting = reason === "refused" || reason === "unresolved" || reason === "unreachable";
  const proxy = connecting ? usedProxy(request.url, configuredProxy) : undefined;
  return new AdapterFault(reason, `asking ${target}: ${reason}`, { cause: error, proxy });
};
