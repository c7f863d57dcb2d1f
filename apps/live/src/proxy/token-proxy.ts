import { randomBytes } from "node:crypto";
import { rename, writeFile } from "node:fs/promises";
import { startForwardingProxy } from "./forwarding-proxy.ts";

/** A proxy that lets only its current token pass, and keeps that token in a file. */
export interface TokenProxy extends AsyncDisposable {
  readonly url: string;
  /** Requests and WebSockets with a token that is not valid any more. */
  readonly refused: () => number;
  /** Writes a new token into the file, then ends all connections and refuses the old token. Returns the new token. */
  readonly rotate: () => Promise<string>;
}

/** Starts the proxy in front of a head in token mode, which knows one token only. */
export const startTokenProxy = async (
  { address, token }: { readonly address: string; readonly token: string },
  tokenFile: string,
): Promise<TokenProxy> => {
  let current = "";
  let refused = 0;
  const replaceFile = async (next: string): Promise<string> => {
    // As kubelet does it: a reader finds the old file or the new one, never half of one.
    await writeFile(`${tokenFile}.next`, `${next}\n`, { mode: 0o600 });
    await rename(`${tokenFile}.next`, tokenFile);
    current = next;
    return next;
  };
  await replaceFile(randomBytes(12).toString("hex"));
  const proxy = await startForwardingProxy(address, ({ headers }) => {
    if (headers.authorization !== `Bearer ${current}`) {
      refused += 1;
      return { refuse: 401 };
    }
    return { headers: { ...headers, authorization: `Bearer ${token}` } };
  });
  return {
    url: proxy.url,
    refused: () => refused,
    rotate: async () => {
      const next = await replaceFile(randomBytes(12).toString("hex"));
      proxy.dropConnections();
      return next;
    },
    [Symbol.asyncDispose]: () => proxy[Symbol.asyncDispose](),
  };
};
