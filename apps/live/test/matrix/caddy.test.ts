/** Caddy in front of a real head. */
import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { expect, onTestFinished, test } from "vitest";
import { type Caddy, startCaddy } from "../../src/index.ts";
import { ownHead } from "../own-head.ts";
import { clusterBehind, errorOf, expectEqual } from "../proxy/behind-nginx.ts";

const own = ownHead(25_000);
const upstream = (): string => own.head.address.slice("http://".length);
const caddyWith = async (sites: Parameters<typeof startCaddy>[0]): Promise<Caddy> => {
  const caddy = await startCaddy(sites);
  onTestFinished(() => caddy[Symbol.asyncDispose]());
  return caddy;
};

test("Caddy: TLS with a private CA and a path prefix", async () => {
  const caddy = await caddyWith(
    ({ port, certificates: { files } }) => `
https://127.0.0.1:${port} {
  tls ${files.cert} ${files.key}
  handle_path /ray/* {
    reverse_proxy ${upstream()}
  }
}`,
  );
  await expectEqual(own, clusterBehind(caddy, { scheme: "https", path: "/ray", tls: { ca: caddy.certificates.ca } }));
});

test("Caddy: basic auth and compression", async () => {
  const { stdout } = await promisify(execFile)("caddy", ["hash-password", "--plaintext", "conformance-token-1"]);
  const caddy = await caddyWith(
    ({ port }) => `
http://127.0.0.1:${port} {
  encode gzip
  basicauth {
    live ${stdout.trim()}
  }
  reverse_proxy ${upstream()} {
    header_up -Authorization
  }
}`,
  );
  const authorization = `Basic ${Buffer.from("live:conformance-token-1").toString("base64")}`;
  await expectEqual(own, clusterBehind(caddy, { headers: { authorization } }));
  expect(await errorOf(clusterBehind(caddy).jobs.list())).toMatchObject({ _tag: "Unauthorized" });
});
