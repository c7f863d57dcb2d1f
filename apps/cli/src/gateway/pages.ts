import { existsSync } from "node:fs";
import { readdir, readFile } from "node:fs/promises";
import { extname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** The built pages of the console, by the path of their URL. */
export type Pages = ReadonlyMap<string, Page>;

/** A file that the server sends as it is. */
export interface Page {
  readonly type: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** Its name has a hash of its content, so that it never changes. */
  readonly isHashed: boolean;
}

const types: Readonly<Record<string, string>> = {
  ".css": "text/css; charset=utf-8",
  ".html": "text/html; charset=utf-8",
  ".ico": "image/x-icon",
  ".js": "text/javascript; charset=utf-8",
  ".json": "application/json",
  ".map": "application/json",
  ".png": "image/png",
  ".svg": "image/svg+xml",
  ".txt": "text/plain; charset=utf-8",
  ".webmanifest": "application/manifest+json",
  ".woff2": "font/woff2",
};

/** Where the build copies the console's pages: beside the folder of this bundle, or in an executable beside the program. */
const builtPages = (): string => {
  const [beside = "", inside = ""] = ["../console/", "./console/"].map((path) =>
    fileURLToPath(new URL(path, import.meta.url)),
  );
  return existsSync(beside) ? beside : inside;
};

/**
 * Reads all pages into memory. The server looks a path up in this map alone and opens no file by a name that a request sent, so `..`,
 * encoded slashes and links lead nowhere.
 */
export const openPages = async (folder: string = builtPages()): Promise<Pages> => {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const pages = new Map<string, Page>();
  for (const entry of entries.filter((file) => file.isFile())) {
    const path = join(entry.parentPath, entry.name);
    const name = path.slice(folder.length).replaceAll("\\", "/");
    pages.set(`/${name}`, {
      type: types[extname(name)] ?? "application/octet-stream",
      bytes: new Uint8Array(await readFile(path)),
      isHashed: name.startsWith("assets/"),
    });
  }
  return pages;
};
