/** nginx in front of a real head: the rows that CI leaves out. `test/proxy` has the others. */
import { randomBytes } from "node:crypto";
import { createServer } from "node:http";
import { once } from "node:events";
import { writeFile } from "node:fs/promises";
import type { AddressInfo } from "node:net";
import { setTimeout as pause } from "node:timers/promises";
import { ray, type RayCluster, uploadWorkingDir } from "@jobwire/node";
import { expect, onTestFinished, test } from "vitest";
import { endDashboard } from "../../src/index.ts";
import { followed } from "../followed.ts";
import { folderWith } from "../folders.ts";
import { makeGates } from "../gates.ts";
import { program } from "../live-ray.ts";
import { ownHead } from "../own-head.ts";
import { linesOf, readLog } from "../read-log.ts";
import { clusterBehind, errorOf, expectEqual, listenTls, nginxWith, pass } from "../proxy/behind-nginx.ts";

const own = ownHead(24_000);
const plain = (port: number, location: string): string =>
  `server { listen 127.0.0.1:${port}; location / {${location}} }`;
const direct = (): RayCluster => {
  const cluster = ray({ address: own.head.address });
  onTestFinished(() => cluster.close());
  return cluster;
};

test("HTTP/2", async ({ annotate }) => {
  const nginx = await nginxWith(
    (place) => `server { ${listenTls(place, "http2")} location / {${pass(own.head.address)} } }`,
  );
  await expectEqual(own, clusterBehind(nginx, { scheme: "https", tls: { ca: nginx.certificates.ca } }));
  const protocols = new Set((await nginx.requests()).map((line) => line.split(" ").at(-1)));
  await annotate(`requests by ${[...protocols].join(" and ")}`);
});

test("buffering on", async () => {
  const nginx = await nginxWith(({ port }) =>
    plain(port, `proxy_buffering on; proxy_buffers 8 64k;${pass(own.head.address)}`),
  );
  await expectEqual(own, clusterBehind(nginx));
});

test("gzip on", async () => {
  const gzip = "gzip on; gzip_types *; gzip_proxied any; gzip_min_length 1;";
  const nginx = await nginxWith(({ port }) => plain(port, gzip + pass(own.head.address)));
  await expectEqual(own, clusterBehind(nginx));
});

test("WebSocket upgrade not passed", async () => {
  const nginx = await nginxWith(({ port }) => plain(port, `proxy_pass ${own.head.address};`));
  await expectEqual(own, clusterBehind(nginx));
});

test("proxy_read_timeout 5s and a quiet job", async () => {
  const nginx = await nginxWith(({ port }) => plain(port, `proxy_read_timeout 5s;${pass(own.head.address)}`));
  const half = program("lines", "numbered", 10_000);
  await expectEqual(own, clusterBehind(nginx), { entrypoint: `${half}; sleep 14; ${half}` });
});

test("basic auth", async () => {
  const nginx = await nginxWith(({ port, folder }) =>
    plain(port, `auth_basic Ray; auth_basic_user_file ${folder}/users;${pass(own.head.address)}`),
  );
  await writeFile(`${nginx.folder}/users`, "live:{PLAIN}conformance-token-1\n");
  const authorization = `Basic ${Buffer.from("live:conformance-token-1").toString("base64")}`;
  await expectEqual(own, clusterBehind(nginx, { headers: { authorization } }));
  expect(await errorOf(clusterBehind(nginx).jobs.list())).toMatchObject({ _tag: "Unauthorized" });
});

/** As an oauth2-proxy: nginx asks `/oauth2/auth`, and sends a browser without a session to the sign-in page. */
const withSessions = async () => {
  const sessions = new Set<string>();
  const signIn = createServer((request, response) => {
    const session = /\bsession=(\w+)/.exec(request.headers.cookie ?? "")?.[1] ?? "";
    if (request.url?.startsWith("/oauth2/auth")) response.writeHead(sessions.has(session) ? 202 : 401).end();
    else
      response.writeHead(200, { "content-type": "text/html" }).end("<html><title>Sign in</title><body>…</body></html>");
  }).listen(0, "127.0.0.1");
  await once(signIn, "listening");
  onTestFinished(() => {
    signIn.closeAllConnections();
    signIn.close();
  });
  const { port: signInPort } = signIn.address() as AddressInfo;
  const nginx = await nginxWith(
    ({ port }) => `
  server {
    listen 127.0.0.1:${port};
    location / {
      auth_request /oauth2/auth;
      error_page 401 = @sign_in;${pass(own.head.address)}
    }
    location /oauth2/ {
      proxy_pass http://127.0.0.1:${signInPort};
      proxy_pass_request_body off;
      proxy_set_header Content-Length "";
    }
    location @sign_in { return 302 /oauth2/start?rd=$request_uri; }
  }`,
  );
  return { nginx, sessions };
};

test("cookie auth with a sign-in page", async () => {
  const { nginx, sessions } = await withSessions();
  sessions.add("good");
  await expectEqual(own, clusterBehind(nginx, { headers: { cookie: "session=good" } }));
  const stranger = clusterBehind(nginx, { headers: { cookie: "session=bad" }, retryForMs: 1_000 });
  for (const call of [
    () => stranger.jobs.list(),
    () => stranger.jobs.submit({ entrypoint: "true" }),
    () => stranger.jobs.wait("any"),
  ])
    expect(await errorOf(call())).toMatchObject({ _tag: "Unauthorized", reason: "sign-in" });
});

test("cookie auth, the session ends in mid-tail", async ({ signal }) => {
  const { nginx, sessions } = await withSessions();
  sessions.add("first");
  await using gates = await makeGates(signal);
  const entrypoint = program("lines", "numbered", 20_000, "--gates", gates.folder, "--at", "50");
  const job = await direct().jobs.submit({ entrypoint });
  const tail = followed(clusterBehind(nginx, { headers: { cookie: "session=first" } }).jobs.tailLogs(job.submissionId));
  await tail.has((lines) => lines.filter((line) => /^\d{9} /.test(line)).length === 10_000);
  sessions.delete("first");
  sessions.add("second");
  await gates.open(50);
  const { lines, error } = await tail.end;
  const file = own.head.logFile(job.submissionId);
  await direct().jobs.wait(job.submissionId);
  expect(error).toMatchObject({ _tag: "Unauthorized", reason: "sign-in", position: { lines: lines.length } });
  const { position } = error as { position: never };
  const rest: Array<string> = [];
  const again = clusterBehind(nginx, { headers: { cookie: "session=second" } });
  for await (const line of again.jobs.tailLogs(job.submissionId, { from: position })) rest.push(line);
  expect([...lines, ...rest]).toEqual(await linesOf(file));
});

test("client certificate required", async () => {
  const nginx = await nginxWith(
    (place) => `
  server {
    ${listenTls(place)}
    ssl_client_certificate ${place.certificates.files.ca};
    ssl_verify_client on;
    location / {${pass(own.head.address)} }
  }`,
  );
  const { ca, client } = nginx.certificates;
  await expectEqual(own, clusterBehind(nginx, { scheme: "https", tls: { ca, ...client } }));
  const stranger = clusterBehind(nginx, { scheme: "https", tls: { ca }, retryForMs: 1_000 });
  expect((await errorOf(stranger.jobs.list())).message).toMatch(/client certificate/i);
});

test.for([429, 503])("1 request a second, %i above that", { timeout: 200_000 }, async (status, { annotate }) => {
  const nginx = await nginxWith(
    ({ port }) => `
  limit_req_zone $binary_remote_addr zone=each:1m rate=1r/s;
  limit_req_status ${status};
  ${plain(port, `limit_req zone=each;${pass(own.head.address)}`)}`,
  );
  await expectEqual(own, clusterBehind(nginx), { submitBy: direct() });
  const requests = await nginx.requests();
  const refused = requests.filter((line) => line.startsWith(String(status)));
  await annotate(`${requests.length} requests, ${refused.length} refused`);
});

test("client_max_body_size 1m and a larger upload", async () => {
  const nginx = await nginxWith(({ port }) => plain(port, `client_max_body_size 1m;${pass(own.head.address)}`));
  await using folder = await folderWith({ "data.txt": randomBytes(1_500_000).toString("hex") });
  const error = await errorOf(uploadWorkingDir(clusterBehind(nginx, { retryForMs: 1_000 }), folder.path));
  expect(error.message).toContain("client_max_body_size");
});

test("redirect from http to https", async () => {
  const nginx = await nginxWith(({ port, otherPort }) =>
    plain(port, `return 301 https://127.0.0.1:${otherPort}$request_uri;`),
  );
  const cluster = clusterBehind(nginx, { path: "/ray", retryForMs: 1_000 });
  for (const call of [
    () => cluster.jobs.submit({ entrypoint: "true" }),
    () => cluster.jobs.list(),
    () => cluster.jobs.wait("any"),
  ]) {
    const error = await errorOf(call());
    expect(error).toMatchObject({ _tag: "RedirectRefused" });
    expect(error.message).toContain(`https://127.0.0.1:${nginx.otherPort}/ray`);
  }
});

test("502 while the dashboard restarts", { timeout: 180_000 }, async ({ signal, annotate }) => {
  const nginx = await nginxWith(({ port }) => plain(port, pass(own.head.address)));
  await using gates = await makeGates(signal);
  const cluster = clusterBehind(nginx, { retryForMs: 120_000 });
  const entrypoint = program("lines", "numbered", 20_000, "--gates", gates.folder, "--at", "50");
  const job = await cluster.jobs.submit({ entrypoint });
  const log = readLog(job.logs(), own.head.logFile(job.submissionId));
  const wait = job.wait();
  await gates.reached(50);
  const startAgain = await endDashboard(own.head.mark);
  await gates.open(50);
  await pause(5_000);
  const late = cluster.jobs.submit({ entrypoint: "true" });
  await startAgain();
  await log;
  await expect(wait).resolves.toMatchObject({ status: "SUCCEEDED" });
  await expect((await late).wait()).resolves.toMatchObject({ status: "SUCCEEDED" });
  const gone = (await nginx.requests()).filter((line) => line.startsWith("502"));
  expect(gone.length).toBeGreaterThan(0);
  await annotate(`${gone.length} responses were 502`);
});
