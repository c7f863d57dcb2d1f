import type { Adapter } from "@jobwire/core/adapter";
import { makeFetchRequest } from "@jobwire/core/adapter-parts";
import { fetchFault } from "./fetch-fault.ts";
import { streamConstructor } from "./web-socket-stream.ts";

/** True in a page or in a page's worker. Other runtimes (workerd) refuse the settings below. */
const inPage = typeof location === "object";

/**
 * The settings for pages: cookies go to the page's own origin only, which is how a page carries Ray's token; nothing comes from the
 * cache; and no Referer reveals the page's address.
 */
const pageInit: RequestInit = { credentials: "same-origin", cache: "no-store", referrerPolicy: "no-referrer" };

/** Headers that a page sends with every request. */
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

/** Takes `Chrome/156.0.0.0` out of the other browsers' names in a user agent. */
const browserVersion = (userAgent: string): string =>
  /(?:Firefox|Chrome|Version)\/[\d.]+/.exec(userAgent)?.[0] ?? (userAgent || "unknown");

/** Origins whose responses this page could read, so that their failures have another cause than the cross-origin rules. */
const readable = new Set<string>();
const maxReadable = 1_000;

/**
 * The adapter of web pages and workers without its sockets, for clients that never open one in a page: Ray's (`socketUse` in core has the
 * reason), and those of reasoner jobs. A page that uses only these loads no code of sockets.
 */
export const fetchAdapter: Adapter = {
  runtime: {
    name: "browser",
    version: browserVersion(typeof navigator === "object" ? navigator.userAgent : ""),
    capabilities: {
      handshakeHeaders: false,
      socketPause: streamConstructor() !== undefined,
      refuseCompression: false,
      forcedRequestHeaders: inPage ? forced : [],
      files: false,
      environment: false,
    },
  },
  request: makeFetchRequest({
    fetch: async (url, init) => {
      const response = await fetch(url, init);
      if (readable.size < maxReadable) readable.add(new URL(url).origin);
      return response;
    },
    ...(inPage ? { init: pageInit } : {}),
    fault: (error, request) => fetchFault(error, request, readable),
  }),
};
