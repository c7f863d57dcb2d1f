import { createServer, request } from "node:http";
import type { AddressInfo } from "node:net";
import { pipeline } from "node:stream";
import { onTestFinished } from "vitest";

const ofBrowsers = /^(?:origin|referer|user-agent|sec-.*)$/;

/** One address for all runtimes: serves a page, and forwards other requests to `target` without the headers that only browsers send. */
export const strippingProxy = async (target: string, page: () => string): Promise<string> => {
  const server = createServer((incoming, outgoing) => {
    if (incoming.url === "/page") return void outgoing.writeHead(200, { "content-type": "text/html" }).end(page());
    const kept = Object.entries(incoming.headers).filter(([name]) => !ofBrowsers.test(name));
    const { hostname, port } = new URL(target);
    const { method = "GET", url = "/" } = incoming;
    const asked = request({ hostname, port, method, path: url, headers: Object.fromEntries(kept) }, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
      pipeline(answer, outgoing, () => {});
    });
    asked.on("error", () => outgoing.destroy());
    incoming.pipe(asked);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
};
