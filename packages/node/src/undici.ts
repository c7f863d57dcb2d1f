import type { buildConnector as BuildConnector, Client as ClientClass } from "undici";
import connector from "undici/lib/core/connect.js";
import client from "undici/lib/dispatcher/client.js";

/**
 * The two parts of undici that connections use. The package's own entry also loads a fetch, WebSockets, caches and mocks, which
 * doubles the time and the memory of a program's first request. The manifest names one version, so these paths exist.
 */
export const buildConnector: typeof BuildConnector = connector;
/** undici's client of one connection. */
export const Client: typeof ClientClass = client;
