import type { Adapter } from "@jobwire/core/adapter";
import { makeFetchRequest } from "@jobwire/core/adapter-parts";
import { fetchFault } from "./fetch-fault.ts";
import { standardSocket } from "./standard-socket.ts";
import { makeStreamSocket } from "./stream-socket.ts";
import { streamConstructor } from "./web-socket-stream.ts";

/** In a page or a worker of one; elsewhere (workerd) these settings are refused. */
const inPage = typeof location === "object";

/**
 * For pages: cookies go to the page's own origin only, which is how a page carries Ray's token; nothing comes from the cache; no
 * Referer tells where the page is.
 */
const pageInit: RequestInit = { credentials: "same-origin", cache: "no-store", referrerPolicy: "no-referrer" };

/** Headers that a page sends whether it wants or not. */
const forced = [
  "accept",
  "accept-encoding",
  "accept-language",
  "cache-control",
  "cookie",
  "origin",
  "pragma",
  "sec-ch-ua",
  "sec-ch-ua-mobile",
  "sec-ch-ua-platform",
  "sec-fetch-dest",
  "sec-fetch-mode",
  "sec-fetch-site",
  "user-agent",
];

/** `Chrome/156.0.0.0` of all the words with which browsers name each other. */
const browserVersion = (userAgent: string): string =>
  /(?:Firefox|Chrome|Version)\/[\d.]+/.exec(userAgent)?.[0] ?? (userAgent || "unknown");

const socketStream = streamConstructor();
/** Origins whose answers this page was shown, so that their failures are no matter of the cross-origin rules. */
const readable = new Set<string>();
const mostReadable = 1_000;

/**
 * The adapter of web pages and workers: `fetch`, and WebSockets by WebSocketStream where there is one (it can pause), by the
 * standard's WebSocket elsewhere. No handshake headers, and compression is always offered.
 */
export const browserAdapter: Adapter = {
  runtime: {
    name: "browser",
    version: browserVersion(typeof navigator === "object" ? navigator.userAgent : ""),
    capabilities: {
      handshakeHeaders: false,
      socketPause: socketStream !== undefined,
      refuseCompression: false,
      forcedRequestHeaders: inPage ? forced : [],
      files: false,
      environment: false,
    },
  },
  request: makeFetchRequest({
    fetch: async (url, init) => {
      const response = await fetch(url, init);
      if (readable.size < mostReadable) readable.add(new URL(url).origin);
      return response;
    },
    ...(inPage ? { init: pageInit } : {}),
    fault: (error, request) => fetchFault(error, request, readable),
  }),
  openSocket: socketStream === undefined ? standardSocket : makeStreamSocket(socketStream),
};
