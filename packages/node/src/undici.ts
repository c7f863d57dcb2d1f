import type { buildConnector as BuildConnector, Client as ClientClass } from "undici";

/** The two parts of undici that connections use: its connector and its client of one connection. */
export interface UndiciParts {
  readonly buildConnector: typeof BuildConnector;
  readonly Client: typeof ClientClass;
}

const loadOwnFiles = async (): Promise<UndiciParts> => {
  const [connector, client] = await Promise.all([
    import("undici/lib/core/connect.js"),
    import("undici/lib/dispatcher/client.js"),
  ]);
  return { buildConnector: connector.default, Client: client.default };
};

/**
 * Loads the parts from their own files: the package's entry also loads a fetch, WebSockets, caches and mocks, which doubles the time
 * and the memory of a program's first request. A version of undici that has other files is loaded by its entry.
 */
export const loadUndici = (fromFiles: () => Promise<UndiciParts> = loadOwnFiles): Promise<UndiciParts> =>
  fromFiles().catch(() => import("undici"));
