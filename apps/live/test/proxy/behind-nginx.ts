import { createNodeAdapter, ray, type RayCluster, type RayOptions } from "@jobwire/node";
import { expect, onTestFinished } from "vitest";
import { program } from "../live-ray.ts";
import type { OwnHead } from "../own-head.ts";
import { readLog } from "../read-log.ts";
import { type Nginx, type NginxPlace, startNginx } from "../../src/index.ts";

/** The directives that pass requests and WebSockets on to a server, as docs/behind-a-proxy.md shows them. */
export const pass = (target: string): string => `
    proxy_pass ${target};
    proxy_http_version 1.1;
    proxy_set_header Host $http_host;
    proxy_set_header Upgrade $http_upgrade;
    proxy_set_header Connection $connection_upgrade;`;

/** For `http { … }`: the value of the header Connection that {@link pass} names. */
const upgrades = `
  map $http_upgrade $connection_upgrade {
    default upgrade;
    "" close;
  }`;

/** Directives that listen with TLS. */
export const listenTls = ({ port, certificates: { files } }: NginxPlace, protocol = ""): string =>
  `listen 127.0.0.1:${port} ssl ${protocol}; ssl_certificate ${files.cert}; ssl_certificate_key ${files.key};`;

/** An nginx that the test's end stops. The text goes inside `http { … }`, behind {@link upgrades}. */
export const nginxWith = async (http: (place: NginxPlace) => string): Promise<Nginx> => {
  const nginx = await startNginx((place) => upgrades + http(place));
  onTestFinished(() => nginx[Symbol.asyncDispose]());
  return nginx;
};

/** How a client reaches the proxy. */
export interface Reach extends Omit<RayOptions, "address"> {
  readonly scheme?: "http" | "https";
  readonly path?: string;
  /** Certificate authorities and a client certificate. */
  readonly tls?: { readonly ca?: string; readonly cert?: string; readonly key?: string };
}

/** A cluster behind this nginx. The test's end closes it. */
export const clusterBehind = (
  { port }: Pick<Nginx, "port">,
  { scheme = "http", path = "", tls = {}, ...options }: Reach = {},
): RayCluster => {
  const cluster = ray({ address: `${scheme}://127.0.0.1:${port}${path}`, ...options }, createNodeAdapter({ tls }));
  onTestFinished(() => cluster.close());
  return cluster;
};

/** A job that prints 20,000 lines in about four seconds. */
const numbered = (): string => program("lines", "numbered", 20_000, "--seconds", 4);

/**
 * Submits a job, follows it through the proxy to its end and waits for it there. The tail must equal the log file.
 *
 * @param submitBy default the same cluster
 */
export const expectEqual = async (
  own: OwnHead,
  cluster: RayCluster,
  { entrypoint = numbered(), submitBy = cluster }: { entrypoint?: string; submitBy?: RayCluster } = {},
): Promise<void> => {
  const { submissionId } = await submitBy.jobs.submit({ entrypoint });
  const lines = await readLog(cluster.jobs.tailLogs(submissionId), own.head.logFile(submissionId));
  expect(lines.filter((line) => /^\d{9} /.test(line))).toHaveLength(20_000);
  await expect(cluster.jobs.wait(submissionId)).resolves.toMatchObject({ status: "SUCCEEDED" });
};

/** The error of a call, which must fail; no message may hold a page of the proxy. */
export const errorOf = async (call: Promise<unknown>): Promise<Error> => {
  const error = await call.then(
    () => new Error("the call did not fail"),
    (reason: Error) => reason,
  );
  expect(error.message).not.toMatch(/<\/?(?:html|body|center|h1)/i);
  return error;
};
