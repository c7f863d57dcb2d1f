import { readFile } from "node:fs/promises";
import { extname, join, normalize } from "node:path";
import { fileURLToPath } from "node:url";

const dist = fileURLToPath(new URL("../dist/", import.meta.url));
const types: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".svg": "image/svg+xml",
};

/** The policy that a server sends with the page. */
const pagePolicy =
  "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self'; " +
  "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/** A file of the built page. */
export const staticFile = async (path: string): Promise<Response> => {
  const name = path.endsWith("/") ? `${path}index.html` : path;
  const file = join(dist, normalize(name));
  const type = types[extname(file)];
  if (!file.startsWith(dist) || type === undefined) return new Response("not found", { status: 404 });
  try {
    return new Response(await readFile(file), {
      headers: { "content-type": type, "content-security-policy": pagePolicy, "x-content-type-options": "nosniff" },
    });
  } catch {
    return new Response("not found", { status: 404 });
  }
};
