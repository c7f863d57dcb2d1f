import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import type { ServerResponse } from "node:http";
import { getCACertificates, setDefaultCACertificates } from "node:tls";
import type { Tarball } from "../pack.ts";
import { type LocalServer, startLocalServer } from "./local-server.ts";

interface Page {
  readonly status: number;
  readonly type: string;
  readonly body: Buffer;
}

/**
 * Starts a registry of npm in which the packages are already published: each package manager installs the tarballs as it will
 * install the release. It forwards reads of other packages to `upstream`, each page once unless that failed.
 */
export const startRegistry = async (tarballs: ReadonlyArray<Tarball>, upstream: string): Promise<LocalServer> => {
  // Trust the machine's own authorities as well, as the package managers do.
  setDefaultCACertificates([...getCACertificates("default"), ...getCACertificates("system")]);
  const built = await Promise.all(
    tarballs.map(async ({ path, manifest }) => ({ manifest, bytes: await readFile(path) })),
  );
  const own = new Map<string, Page>();
  const forwarded = new Map<string, Promise<Page>>();

  const forward = async (path: string, accept: string): Promise<Page> => {
    const response = await fetch(new URL(path, upstream), { headers: { accept } });
    const type = response.headers.get("content-type") ?? "application/json";
    return { status: response.status, type, body: Buffer.from(await response.arrayBuffer()) };
  };
  const pageOf = async (path: string, accept: string): Promise<Page> => {
    const page = own.get(decodeURIComponent(path));
    if (page !== undefined) return page;
    const key = `${accept} ${path}`;
    const known = forwarded.get(key) ?? forward(path, accept);
    forwarded.set(key, known);
    // Package managers try again.
    known.catch(() => forwarded.delete(key));
    return known;
  };
  const send = (response: ServerResponse, { status, type, body }: Page): void => {
    response.writeHead(status, { "content-type": type, "cache-control": "no-store" }).end(body);
  };
  const server = await startLocalServer(({ method, url: path = "/", headers }, response) => {
    if (method !== "GET" && method !== "HEAD") return void response.writeHead(405).end();
    pageOf(path, headers.accept ?? "*/*").then(
      (page) => send(response, page),
      (error: unknown) => send(response, { status: 502, type: "text/plain", body: Buffer.from(String(error)) }),
    );
  });
  for (const { manifest, bytes } of built) {
    const { name, version } = manifest;
    const shasum = createHash("sha1").update(bytes).digest("hex");
    const integrity = `sha512-${createHash("sha512").update(bytes).digest("base64")}`;
    // With its hash, so that no cache of a package manager has another build under this path.
    const file = `/${name}/-/${shasum}/${name.split("/").at(-1) ?? ""}-${version}.tgz`;
    const dist = { tarball: `${server.url}${file}`, shasum, integrity };
    const versions = { [version]: { ...manifest, _id: `${name}@${version}`, dist } };
    const document = JSON.stringify({ name, "dist-tags": { latest: version }, versions });
    own.set(file, { status: 200, type: "application/octet-stream", body: bytes });
    own.set(`/${name}`, { status: 200, type: "application/json", body: Buffer.from(document) });
  }
  return server;
};
