/** The rows of nginx that every run of CI checks. `test/matrix/proxy.test.ts` has the others. */
import { ray } from "@jobwire/node";
import { expect, onTestFinished, test } from "vitest";
import { ownHead } from "../own-head.ts";
import { clusterBehind, errorOf, expectEqual, listenTls, nginxWith, pass } from "./behind-nginx.ts";

const own = ownHead(24_000);

test("TLS with a private CA", async () => {
  const nginx = await nginxWith((place) => `server { ${listenTls(place)} location / {${pass(own.head.address)} } }`);
  await expectEqual(own, clusterBehind(nginx, { scheme: "https", tls: { ca: nginx.certificates.ca } }));
  const stranger = clusterBehind(nginx, { scheme: "https", retryForMs: 1_000 });
  const error = await errorOf(stranger.jobs.list());
  expect(error).toMatchObject({ _tag: "ConnectionFailed", reason: "tls" });
  expect(error.message).toContain("NODE_EXTRA_CA_CERTS");
});

test("path prefix", async () => {
  const nginx = await nginxWith(
    ({ port }) => `server { listen 127.0.0.1:${port}; location /team/ray/ {${pass(`${own.head.address}/`)} } }`,
  );
  await expectEqual(own, clusterBehind(nginx, { path: "/team/ray" }));
  await errorOf(clusterBehind(nginx, { path: "/wrong", retryForMs: 1_000 }).jobs.submit({ entrypoint: "true" }));
});

test.for([403, 404])("only /api/jobs is passed, %i for the rest", async (status) => {
  const nginx = await nginxWith(
    ({ port }) => `
  server {
    listen 127.0.0.1:${port};
    location /api/jobs/ {${pass(own.head.address)} }
    location / { return ${status}; }
  }`,
  );
  await expectEqual(own, clusterBehind(nginx));
});

test.for([429, 503])("2 requests a second, %i above that", { timeout: 150_000 }, async (status, { annotate }) => {
  const nginx = await nginxWith(
    ({ port }) => `
  limit_req_zone $binary_remote_addr zone=each:1m rate=2r/s;
  limit_req_status ${status};
  server { listen 127.0.0.1:${port}; location / { limit_req zone=each;${pass(own.head.address)} } }`,
  );
  const direct = ray({ address: own.head.address });
  onTestFinished(() => direct.close());
  await expectEqual(own, clusterBehind(nginx), { submitBy: direct });
  const requests = await nginx.requests();
  const refused = requests.filter((line) => line.startsWith(String(status)));
  await annotate(`${requests.length} requests, ${refused.length} refused`);
});
