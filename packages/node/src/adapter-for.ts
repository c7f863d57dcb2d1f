import type { Adapter } from "@jobwire/core/adapter";
import { adapterOrFailure, type TransportOptions } from "@jobwire/node-shared";
import { createNodeAdapter, nodeAdapter } from "./adapter.ts";

/** The adapter for the options of a client; the shared one when they name neither a proxy, nor TLS settings, nor a socket. */
export const adapterFor = ({ tls, proxy, unixSocket }: TransportOptions): Adapter =>
  tls === undefined && proxy === undefined && unixSocket === undefined
    ? nodeAdapter
    : adapterOrFailure(() => createNodeAdapter({ tls, proxy, unixSocket }), nodeAdapter);
