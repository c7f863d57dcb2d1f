import type { Adapter, AdapterSocket } from "@jobwire/core/adapter";
import { ContractBroken } from "./check.ts";
import type { Bench, TransportSettings } from "./contract-case.ts";
import { readBody } from "./read.ts";

/** The subject's adapter with these settings. */
export const configured = ({ subject }: Bench, settings: TransportSettings): Adapter => {
  if (subject.configured === undefined) throw new ContractBroken("the subject does not set `configured`");
  return subject.configured(settings);
};

const never = new AbortController().signal;

/** The body of a GET, or of a POST with a body. */
export const readText = async (adapter: Adapter, url: string, body?: string): Promise<string> => {
  const answer = await adapter.request({
    url,
    method: body === undefined ? "GET" : "POST",
    headers: {},
    signal: never,
    ...(body === undefined ? {} : { body: new TextEncoder().encode(body) }),
  });
  return (await readBody(answer)).text;
};

/** Opens a socket with the adapter. */
export const openWith = (adapter: Adapter, url: string, signal: AbortSignal = never): Promise<AdapterSocket> => {
  if (adapter.openSocket === undefined) throw new ContractBroken("the adapter has no sockets");
  return adapter.openSocket({ url, headers: {}, maxMessageBytes: 1_000, highWaterBytes: () => 1_000, signal });
};
