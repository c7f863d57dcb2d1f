import { createHash } from "node:crypto";
import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { onJsr } from "../deno-manifests.ts";
import { type LocalServer, startLocalServer } from "./local-server.ts";
import { publishedImports } from "./published-imports.ts";

interface DenoJson {
  readonly name: string;
  readonly version: string;
  readonly exports: Readonly<Record<string, string>>;
  readonly imports: Readonly<Record<string, string>>;
}

/**
 * Serves the packages below `root` as JSR does after a publish: their sources, in which each import names the package from
 * `deno.json`. Pass its URL as `JSR_URL` to Deno. Its disposal closes it.
 */
export const startJsr = async (root: string): Promise<LocalServer> => {
  const pages = new Map<string, string>();
  for (const folder of onJsr) {
    const json = JSON.parse(readFileSync(join(root, folder, "deno.json"), "utf8")) as DenoJson;
    const { name, version, exports, imports } = json;
    const manifest: Record<string, { readonly size: number; readonly checksum: string }> = {};
    for (const file of globSync("src/**/*.ts", { cwd: join(root, folder) })) {
      const text = publishedImports(readFileSync(join(root, folder, file), "utf8"), imports);
      const checksum = `sha256-${createHash("sha256").update(text).digest("hex")}`;
      manifest[`/${file}`] = { size: Buffer.byteLength(text), checksum };
      pages.set(`/${name}/${version}/${file}`, text);
    }
    pages.set(`/${name}/meta.json`, JSON.stringify({ name, latest: version, versions: { [version]: {} } }));
    pages.set(`/${name}/${version}_meta.json`, JSON.stringify({ manifest, exports }));
  }
  const server = await startLocalServer(({ url = "/" }, response) => {
    const text = pages.get(new URL(url, "http://jsr").pathname);
    const type = url.endsWith(".json") ? "application/json" : "text/typescript";
    response.writeHead(text === undefined ? 404 : 200, { "content-type": type }).end(text);
  });
  return { ...server, url: `${server.url}/` };
};
