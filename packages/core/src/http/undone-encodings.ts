/**
 * The encodings that a runtime undoes by itself, given the request headers that it adds by force. Browsers and Deno ask for
 * compression whatever they are told; any other encoding, and one around another (which Deno leaves as it is), would be taken for text.
 */
export const undoneEncodings = (forcedRequestHeaders: ReadonlyArray<string>): ReadonlyArray<string> => {
  if (!forcedRequestHeaders.includes("accept-encoding")) return [];
  return forcedRequestHeaders.includes("sec-fetch-mode") ? ["gzip", "x-gzip", "deflate", "br", "zstd"] : ["gzip", "br"];
};
