import { readFile } from "node:fs/promises";
import { request } from "node:http";
import { extname, join, normalize } from "node:path";
import { pipeline } from "node:stream";
import { type LocalServer, startLocalServer } from "./local-server.ts";

const ofBrowsers = /^(?:origin|referer|user-agent|sec-.*)$/;
const types: Readonly<Record<string, string>> = { ".html": "text/html", ".js": "text/javascript", ".css": "text/css" };

/**
 * Serves the files of a folder, and forwards requests of Ray's API to `target` without the headers that only browsers send, as the
 * server of a page that may submit jobs does.
 */
export const startPageServer = (folder: string, target: string): Promise<LocalServer> => {
  const { hostname, port } = new URL(target);
  return startLocalServer((incoming, outgoing) => {
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
};
