import { Buffer } from "node:buffer";
import { startFaultServer } from "@jobwire/testing";
import { onTestFinished } from "vitest";

/** A server that ends every second response to the same URL of a log within its headers, by FIN; but not the first response of all. */
export interface CutHeadsServer {
  readonly url: string;
  /** How many responses were cut. */
  readonly cuts: () => number;
}

const headOf = ({ status, statusText, headers }: Response): string =>
  [
    `HTTP/1.1 ${status} ${statusText || "OK"}`,
    ...[...headers].map(([name, value]) => `${name}: ${value}`),
    "\r\n",
  ].join("\r\n");

/**
 * Serves requests without a body, with one connection for each; the first cut comes after one byte, the next `step` bytes later, and
 * so on to the end of the headers, then from the start again. Closed after the test.
 */
export const startCutHeadsServer = async (
  handle: (request: Request) => Promise<Response>,
  step: number,
): Promise<CutHeadsServer> => {
  const server = await startFaultServer();
  onTestFinished(() => server.close());
  const requests = new Map<string, number>();
  let cuts = 0;
  let next = 1;
  server.on(
    () => true,
    async ({ method, url, headers }) => {
      const response = await handle(new Request(`${server.url}${url}`, { method, headers }));
      response.headers.set("connection", "close");
      const head = Buffer.from(headOf(response));
      const nth = requests.size === 0 ? 1 : (requests.get(url) ?? 0);
      if (method === "GET") requests.set(url, nth + 1);
      if (method === "GET" && nth % 2 === 0 && url.includes("/log?")) {
        cuts += 1;
        await response.body?.cancel();
        if (next >= head.length) next = 1;
        const bytes = head.subarray(0, next);
        next += step;
        return { kind: "raw", bytes, how: "fin" };
      }
      const body = Buffer.from(await response.arrayBuffer());
      return { kind: "raw", bytes: Buffer.concat([head, body]), how: "fin" };
    },
  );
  return { url: server.url, cuts: () => cuts };
};
