import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { createServer, request } from "node:http";
import type { AddressInfo } from "node:net";
import { extname, join, normalize } from "node:path";
import { pipeline } from "node:stream";

const ofBrowsers = /^(?:origin|referer|user-agent|sec-.*)$/;
const types: Readonly<Record<string, string>> = { ".html": "text/html", ".js": "text/javascript", ".css": "text/css" };

/** A server of a page. Its disposal closes it. */
export interface PageServer {
  readonly url: string;
  [Symbol.asyncDispose](): Promise<void>;
}

/**
 * Serves the files of a folder, and forwards requests of Ray's API to `target` without the headers that only browsers send, as the
 * server of a page that may submit jobs does.
 */
export const startPageServer = async (folder: string, target: string): Promise<PageServer> => {
  const { hostname, port } = new URL(target);
  const server = createServer((incoming, outgoing) => {
    const { method = "GET", url = "/" } = incoming;
    if (!url.startsWith("/api/") && !url.startsWith("/nodes")) {
      const path = normalize(url === "/" ? "/index.html" : (url.split("?")[0] ?? ""));
      readFile(join(folder, path)).then(
        (file) =>
          outgoing.writeHead(200, { "content-type": types[extname(path)] ?? "application/octet-stream" }).end(file),
        () => outgoing.writeHead(404).end(),
      );
      return;
    }
    const kept = Object.entries(incoming.headers).filter(([name]) => !ofBrowsers.test(name));
    const sent = request({ hostname, port, method, path: url, headers: Object.fromEntries(kept) }, (response) => {
      outgoing.writeHead(response.statusCode ?? 502, response.headers);
      pipeline(response, outgoing, () => {});
    });
    sent.on("error", () => outgoing.destroy());
    incoming.pipe(sent);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
};
