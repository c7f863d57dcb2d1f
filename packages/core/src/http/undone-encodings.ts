/**
 * The encodings that a runtime unpacks on its own, derived from the request headers that it forces. Browsers and Deno always
 * ask for compression. Any other encoding, and one around another (which Deno leaves packed), would be mistaken for text.
 */
export const undoneEncodings = (forcedRequestHeaders: ReadonlyArray<string>): ReadonlyArray<string> => {
  if (!forcedRequestHeaders.includes("accept-encoding")) return [];
  return forcedRequestHeaders.includes("sec-fetch-mode") ? ["gzip", "x-gzip", "deflate", "br", "zstd"] : ["gzip", "br"];
};
