import { createServer, request as forward } from "node:http";
import { mkdtempSync, rmSync } from "node:fs";
import { type AddressInfo, connect, createServer as createRelay, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startFaultyRay } from "@jobwire/testing";
import { expect, onTestFinished, test } from "vitest";
import { runCli } from "./run-cli.ts";

interface Proxy {
  readonly host: string;
  /** The requests: method, target, and the credentials of Proxy-Authorization. */
  readonly asked: Array<string>;
}

/** A proxy that reaches every host on this machine. `refuse` is the status for CONNECT, and for 407 also for requests by http. */
const startProxy = async (refuse?: number): Promise<Proxy> => {
  const asked: Array<string> = [];
  const open = new Set<Socket>();
  const record = (method: string | undefined, url: string | undefined, header: string | undefined): void => {
    const basic = Buffer.from((header ?? "").replace("Basic ", ""), "base64").toString();
    asked.push(`${method} ${url} ${basic}`.trimEnd());
  };
  const server = createServer((request, response) => {
    record(request.method, request.url, request.headers["proxy-authorization"]);
    if (refuse === 407) return void response.writeHead(407).end("credentials please");
    const { port, pathname, search } = new URL(String(request.url));
    const { "proxy-authorization": _own, ...headers } = request.headers;
    const target = { host: "127.0.0.1", port, path: pathname + search, method: request.method ?? "GET", headers };
    const upstream = forward(target, (answer) => {
      response.writeHead(answer.statusCode ?? 0, answer.rawHeaders);
      answer.pipe(response);
    });
    upstream.on("error", () => response.destroy());
    request.pipe(upstream);
  });
  server.on("connect", (request, socket: Socket) => {
    record("CONNECT", request.url, request.headers["proxy-authorization"]);
    socket.on("error", () => {});
    if (refuse !== undefined) return void socket.end(`HTTP/1.1 ${refuse} No\r\ncontent-length: 0\r\n\r\n`);
    const upstream = connect(Number(String(request.url).split(":")[1]), "127.0.0.1", () => {
      socket.write("HTTP/1.1 200 OK\r\n\r\n");
      upstream.pipe(socket).pipe(upstream);
    });
    upstream.on("error", () => socket.destroy());
    socket.on("close", () => upstream.destroy());
  });
  server.on("connection", (socket) => open.add(socket).size);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(async () => {
    for (const socket of open) socket.destroy();
    await new Promise((resolve) => server.close(resolve));
  });
  return { host: `127.0.0.1:${(server.address() as AddressInfo).port}`, asked };
};

const log = Array.from({ length: 50 }, (_, i) => `line ${i}\n`).join("");
const isConnect = (request: string): boolean => request.startsWith("CONNECT ");
const startRay = () => startFaultyRay({ submissionId: "job", log, status: "SUCCEEDED" });

test("HTTP_PROXY carries requests and WebSockets, with its credentials, which nothing shows", async () => {
  await using ray = await startRay();
  const { host, asked } = await startProxy();
  const target = `ray.corp:${new URL(ray.url).port}`;
  for (const protocol of ["http", "websocket"]) {
    ray.setStatus(() => (protocol === "http" || asked.some(isConnect) ? "SUCCEEDED" : "RUNNING"));
    const run = await runCli(
      ["ray", "logs", "-f", "job", "--address", `http://${target}`, "--protocol", protocol, "--verbose"],
      { env: { HTTP_PROXY: `http://user:hunter2hunter2@${host}` } },
    );
    expect(run).toMatchObject({ code: 0, stdout: log });
    expect(run.stderr).not.toContain("hunter2");
  }
  expect(asked).toContain(`GET http://${target}/api/jobs/job user:hunter2hunter2`);
  expect(asked).toContain(`CONNECT ${target} user:hunter2hunter2`);
  expect(ray.server.requests.filter(({ headers }) => "proxy-authorization" in headers)).toEqual([]);
});

test("NO_PROXY, and a proxy of another scheme, leave the connection direct", async () => {
  await using ray = await startRay();
  const { host, asked } = await startProxy();
  for (const env of [
    { HTTP_PROXY: `http://${host}`, no_proxy: "127.0.0.0/8" },
    { HTTPS_PROXY: `http://${host}` },
    { HTTP_PROXY: "" },
  ]) {
    expect(await runCli(["ray", "status", "job", "--address", ray.url], { env })).toMatchObject({ code: 0 });
  }
  expect(asked).toEqual([]);
});

test("--proxy replaces the proxies of the environment, NO_PROXY included, and --no-proxy turns them off", async () => {
  await using ray = await startRay();
  const { host, asked } = await startProxy();
  const unused = await startProxy();
  const env = { HTTP_PROXY: `http://${unused.host}`, NO_PROXY: "ray.corp" };
  const status = (address: string, ...flags: ReadonlyArray<string>) =>
    runCli(["ray", "status", "job", "--address", address, ...flags], { env });
  const corp = `http://ray.corp:${new URL(ray.url).port}`;
  expect(await status(corp, "--proxy", `http://user:hunter2hunter2@${host}`)).toMatchObject({ code: 0 });
  expect(asked).toContain(`GET ${corp}/api/jobs/job user:hunter2hunter2`);
  expect(await status(ray.url, "--no-proxy")).toMatchObject({ code: 0 });
  expect(unused.asked).toEqual([]);
  const run = await status(corp, "--proxy", "socks5://user:hunter2hunter2@127.0.0.1:1");
  expect(run).toMatchObject({ code: 2, stdout: "" });
  expect(run.stderr).toContain("--proxy is not the URL of an HTTP proxy");
  expect(run.stderr).not.toContain("hunter2");
});

test("a message about the proxy of --proxy names the flag and not the password", async () => {
  const { host } = await startProxy(403);
  const flags = ["--proxy", `http://user:hunter2hunter2@${host}`, "--retry-for", "1"];
  const run = await runCli(["ray", "status", "job", "--address", "https://ray.corp", ...flags]);
  expect(run.code).toBe(4);
  expect(run.stderr).toContain("(from --proxy)");
  expect(run.stderr).not.toContain("hunter2");
});

test("--unix-socket reaches the server for requests and WebSockets, and uses no proxy", async () => {
  await using ray = await startRay();
  const folder = mkdtempSync(join(tmpdir(), "jobwire-socket-"));
  const path = join(folder, "ray.sock");
  const forwarder = createRelay((socket) => {
    const upstream = connect(Number(new URL(ray.url).port), "127.0.0.1");
    socket.on("error", () => upstream.destroy()).pipe(upstream);
    upstream.on("error", () => socket.destroy()).pipe(socket);
  });
  await new Promise<void>((resolve) => forwarder.listen(path, resolve));
  onTestFinished(() => {
    forwarder.close();
    rmSync(folder, { recursive: true });
  });
  const env = { HTTP_PROXY: "http://127.0.0.1:1" };
  for (const protocol of ["http", "websocket"]) {
    const sockets = ray.server.requests.length;
    const flags = ["--unix-socket", path, "--protocol", protocol, "--address", "http://localhost:1"];
    ray.setStatus(() => (ray.server.requests.length > sockets + 2 ? "SUCCEEDED" : "RUNNING"));
    const run = await runCli(["ray", "logs", "-f", "job", ...flags], { env });
    expect(run).toMatchObject({ code: 0, stdout: log });
  }
  expect(ray.server.requests.some(({ headers }) => headers["upgrade"] === "websocket")).toBe(true);
  expect(ray.server.requests.every(({ headers }) => headers["host"] === "localhost:1")).toBe(true);
  const missing = await runCli(["ray", "status", "job", "--unix-socket", join(folder, "no"), "--retry-for", "1"]);
  expect(missing.code).toBe(4);
});

test("a proxy that forbids CONNECT costs a tail its WebSocket only", async () => {
  await using ray = await startRay();
  const { host, asked } = await startProxy(403);
  const address = `http://ray.corp:${new URL(ray.url).port}`;
  ray.setStatus(() => (asked.some(isConnect) ? "SUCCEEDED" : "RUNNING"));
  const run = await runCli(["ray", "logs", "-f", "job", "--address", address, "--protocol", "websocket"], {
    env: { http_proxy: host },
  });
  expect(run).toMatchObject({ code: 0, stdout: log });
});

test.each([
  [
    "http://ray.corp",
    "HTTP_PROXY",
    407,
    /the proxy at http:\/\/127\S+ \(from HTTP_PROXY\) did not accept the credentials/,
  ],
  ["https://ray.corp", "https_proxy", 407, /\(from https_proxy\) did not accept the credentials/],
  ["https://ray.corp", "ALL_PROXY", 403, /\(from ALL_PROXY\) refused to connect to the server \(status 403\)/],
] as const)("%s by %s that responds %i fails at once, names the proxy and never the password", async (...row) => {
  const [address, variable, status, words] = row;
  const { host } = await startProxy(status);
  const env = { [variable]: `http://user:hunter2hunter2@${host}` };
  const run = await runCli(["ray", "status", "job", "--address", address, "--verbose"], { env });
  expect(run).toMatchObject({ code: 4, stdout: "" });
  expect(run.stderr).toMatch(words);
  expect(run.stderr).not.toContain("hunter2");
});

test("a proxy's 502 may pass: the command tries again until --retry-for is over", async () => {
  const { host, asked } = await startProxy(502);
  const run = await runCli(["ray", "wait", "job", "--address", "https://ray.corp", "--retry-for", "1"], {
    env: { HTTPS_PROXY: `http://${host}` },
  });
  expect(run.code).toBe(4);
  expect(run.stderr).toMatch(/could not connect to the server \(status 502\)/);
  expect(asked.length).toBeGreaterThan(1);
});

test("a proxy that cannot be used fails before anything is sent, without its text", async () => {
  const run = await runCli(["ray", "status", "job", "--address", "http://ray.corp"], {
    env: { ALL_PROXY: "socks5://user:hunter2hunter2@127.0.0.1:1" },
  });
  expect(run).toMatchObject({ code: 2, stdout: "" });
  expect(run.stderr).toContain("ALL_PROXY names a socks5 proxy, which Jobwire does not support");
  expect(run.stderr).not.toContain("hunter2");
});

test("the agent and the reasoners use the same proxies", async () => {
  const { host, asked } = await startProxy(502);
  const env = {
    HTTPS_PROXY: `http://${host}`,
    JOBWIRE_AGENT_TOKEN: "hunter2hunter2",
    JOBWIRE_REASONER_TOKEN: "hunter2hunter2",
  };
  await runCli(["agent", "health", "--url", "https://agent.corp", "--retry-for", "1"], { env });
  await runCli(["reasoner", "jobs", "list", "--url", "https://reasoner.corp", "--retry-for", "1"], { env });
  expect(new Set(asked)).toEqual(new Set(["CONNECT agent.corp:443", "CONNECT reasoner.corp:443"]));
});
