import { Buffer } from "node:buffer";
import { createServer, type AddressInfo, type Socket } from "node:net";
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
 * Serves GET and preflights with one connection for each request; the first cut comes after one byte, the next `step` bytes later, and
 * so on to the end of the headers, then from the start again. Closed after the test.
 */
export const startCutHeadsServer = async (
  handle: (request: Request) => Promise<Response>,
  step: number,
): Promise<CutHeadsServer> => {
  const open = new Set<Socket>();
  const requests = new Map<string, number>();
  let cuts = 0;
  let next = 1;
  const respond = async (socket: Socket, text: string): Promise<void> => {
    const [first = "", ...lines] = text.split("\r\n\r\n", 1)[0]!.split("\r\n");
    const [method = "GET", target = "/"] = first.split(" ");
    const headers = lines.map((line): [string, string] => {
      const colon = line.indexOf(":");
      return [line.slice(0, colon), line.slice(colon + 1).trim()];
    });
    const response = await handle(new Request(new URL(target, `http://127.0.0.1:${port}`), { method, headers }));
    response.headers.set("connection", "close");
    const head = Buffer.from(headOf(response));
    const nth = requests.size === 0 ? 1 : (requests.get(target) ?? 0);
    if (method === "GET") requests.set(target, nth + 1);
    if (method === "GET" && nth % 2 === 0 && target.includes("/log?")) {
      cuts += 1;
      await response.body?.cancel();
      if (next >= head.length) next = 1;
      socket.end(head.subarray(0, next));
      next += step;
      return;
    }
    socket.end(Buffer.concat([head, Buffer.from(await response.arrayBuffer())]));
  };
  const server = createServer((socket) => {
    open.add(socket);
    socket.on("error", () => {});
    socket.on("close", () => open.delete(socket));
    let text = "";
    socket.on("data", (data) => {
      text += data.toString("latin1");
      if (!text.includes("\r\n\r\n")) return;
      socket.removeAllListeners("data");
      respond(socket, text).catch(() => socket.destroy());
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  onTestFinished(async () => {
    for (const socket of open) socket.destroy();
    await new Promise((resolve) => server.close(resolve));
  });
  return { url: `http://127.0.0.1:${port}`, cuts: () => cuts };
};
