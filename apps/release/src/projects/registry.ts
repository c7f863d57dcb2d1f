import { createHash } from "node:crypto";
import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { getCACertificates, setDefaultCACertificates } from "node:tls";
import type { Tarball } from "../pack.ts";

/** A registry of npm in which the packages are already published. Its disposal closes it. */
export interface Registry {
  readonly url: string;
  [Symbol.asyncDispose](): Promise<void>;
}

interface Page {
  readonly status: number;
  readonly type: string;
  readonly body: Buffer;
}

/**
 * Serves the tarballs as a registry does, so that each package manager installs them as it will install the release, and forwards
 * reads of other packages to `upstream`. It reads each page of `upstream` once.
 */
export const startRegistry = async (tarballs: ReadonlyArray<Tarball>, upstream: string): Promise<Registry> => {
  // As the package managers do, which read the machine's own list.
  setDefaultCACertificates([...getCACertificates("default"), ...getCACertificates("system")]);
  const files = new Map<string, Buffer>();
  const packages = new Map<string, object>();
  const forwarded = new Map<string, Promise<Page>>();
  let url = "";
  for (const { path, manifest } of tarballs) {
    const bytes = await readFile(path);
    const hash = createHash("sha512").update(bytes);
    const shasum = createHash("sha1").update(bytes).digest("hex");
    const { name, version } = manifest;
    // With its hash, so that no cache of a package manager has another build under this path.
    const file = `/${name}/-/${shasum}/${name.split("/").at(-1) ?? ""}-${version}.tgz`;
    files.set(file, bytes);
    packages.set(name, {
      name,
      "dist-tags": { latest: version },
      get versions() {
        const dist = { tarball: `${url}${file}`, shasum, integrity: `sha512-${hash.copy().digest("base64")}` };
        return { [version]: { ...manifest, _id: `${name}@${version}`, dist } };
      },
    });
  }

  const forward = async (path: string, accept: string): Promise<Page> => {
    const response = await fetch(new URL(path, upstream), { headers: { accept } });
    const type = response.headers.get("content-type") ?? "application/json";
    return { status: response.status, type, body: Buffer.from(await response.arrayBuffer()) };
  };
  const pageOf = async (path: string, accept: string): Promise<Page> => {
    const file = files.get(path);
    if (file !== undefined) return { status: 200, type: "application/octet-stream", body: file };
    const one = packages.get(decodeURIComponent(path.slice(1)));
    if (one !== undefined) return { status: 200, type: "application/json", body: Buffer.from(JSON.stringify(one)) };
    const key = `${accept} ${path}`;
    const page = forwarded.get(key) ?? forward(path, accept);
    forwarded.set(key, page);
    return page;
  };
  const send = (response: ServerResponse, { status, type, body }: Page): void => {
    response.writeHead(status, { "content-type": type, "cache-control": "no-store" }).end(body);
  };
  const server = createServer(({ method, url: path = "/", headers }, response) => {
    if (method !== "GET" && method !== "HEAD") return void response.writeHead(405).end();
    pageOf(path, headers.accept ?? "*/*").then(
      (page) => send(response, page),
      (error: unknown) => send(response, { status: 502, type: "text/plain", body: Buffer.from(String(error)) }),
    );
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
};
