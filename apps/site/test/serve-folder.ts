import { readFile } from "node:fs/promises";
import { extname, join } from "node:path";
import { serve } from "srvx";

const types: Readonly<Record<string, string>> = {
  ".css": "text/css",
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript",
  ".png": "image/png",
  ".svg": "image/svg+xml",
  ".woff2": "font/woff2",
};

/** Serves the files of a folder on loopback. */
export const serveFolder = async (
  folder: string,
): Promise<{ readonly url: string; readonly close: () => Promise<void> }> => {
  const server = serve({
    hostname: "127.0.0.1",
    port: 0,
    silent: true,
    fetch: async ({ url }) => {
      const path = decodeURIComponent(new URL(url).pathname);
      try {
        const body = await readFile(join(folder, path));
        return new Response(body, { headers: { "content-type": types[extname(path)] ?? "text/plain; charset=utf-8" } });
      } catch {
        return new Response("No such page.", { status: 404 });
      }
    },
  });
  await server.ready();
  return { url: (server.url ?? "").replace(/\/$/, ""), close: () => server.close(true) };
};
