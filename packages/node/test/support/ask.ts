import type { AdapterFault, AdapterRequest, AdapterResponse } from "@jobwire/core/adapter";
import { nodeAdapter } from "../../src/adapter.ts";

/** Sends a GET with the adapter under test, unless `request` names another method. */
export const ask = (
  port: number,
  request: Partial<AdapterRequest> & { readonly path?: string } = {},
): Promise<AdapterResponse> => {
  const { path = "/", ...rest } = request;
  return nodeAdapter.request({
    url: `http://127.0.0.1:${port}${path}`,
    method: "GET",
    headers: {},
    signal: new AbortController().signal,
    ...rest,
  });
};

/** The whole body as text. */
export const textOf = async (response: AdapterResponse): Promise<string> => {
  const chunks: Array<Uint8Array> = [];
  for await (const chunk of response.body) chunks.push(chunk);
  return Buffer.concat(chunks).toString("utf8");
};

/** The readable part of a body and the fault that ended it; no fault when it ended normally. */
export const readToFault = async (response: AdapterResponse): Promise<{ text: string; fault?: AdapterFault }> => {
  const chunks: Array<Uint8Array> = [];
  try {
    for await (const chunk of response.body) chunks.push(chunk);
  } catch (fault) {
    return { text: Buffer.concat(chunks).toString("utf8"), fault: fault as AdapterFault };
  }
  return { text: Buffer.concat(chunks).toString("utf8") };
};

/** The fault that a promise rejects with. */
export const faultOf = (promise: Promise<unknown>): Promise<AdapterFault> =>
  promise.then(
    () => {
      throw new Error("the promise did not reject");
    },
    (fault: unknown) => fault as AdapterFault,
  );
