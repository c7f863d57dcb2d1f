import { execFileSync } from "node:child_process";
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:https";
import { createServer as createPlainServer } from "node:http";
import { type AddressInfo, connect, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import { runCli } from "./run-cli.ts";

const folder = mkdtempSync(join(tmpdir(), "jobwire-tls-"));
const at = (name: string): string => join(folder, name);
const openssl = (...args: ReadonlyArray<string>): void =>
  void execFileSync("openssl", args, { cwd: folder, stdio: "pipe" });
const newKey = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1"];

/** A private authority, and two certificates of it: one for the server, one for a client, whose key is also there encrypted. */
beforeAll(() => {
  openssl("req", "-x509", ...newKey, "-nodes", "-keyout", "ca.key", "-out", "ca.pem", "-days", "1", "-subj", "/CN=ca");
  for (const [name, extension] of [
    ["server", "subjectAltName=IP:127.0.0.1"],
    ["client", "extendedKeyUsage=clientAuth"],
  ] as const) {
    writeFileSync(at(`${name}.ext`), extension);
    openssl("req", ...newKey, "-nodes", "-keyout", `${name}.key`, "-out", `${name}.csr`, "-subj", `/CN=${name}`);
    const signing = ["-CA", "ca.pem", "-CAkey", "ca.key", "-CAcreateserial", "-days", "1", "-extfile", `${name}.ext`];
    openssl("x509", "-req", "-in", `${name}.csr`, ...signing, "-out", `${name}.pem`);
  }
  openssl("pkcs8", "-topk8", "-in", "client.key", "-out", "client.enc.key", "-passout", "pass:hunter2hunter2");
  writeFileSync(at("phrase"), "hunter2hunter2\n");
  writeFileSync(at("wrong"), "another phrase\n");
  mkdirSync(at("no-authorities"));
});
afterAll(() => rmSync(folder, { recursive: true }));

const startServer = async (demanding: boolean): Promise<string> => {
  const read = (name: string): string => readFileSync(at(name), "utf8");
  const demands = { requestCert: true, rejectUnauthorized: true, ca: read("ca.pem") };
  const server: Server = createServer(
    { key: read("server.key"), cert: read("server.pem"), ...(demanding ? demands : {}) },
    (_, response) => {
      response.setHeader("content-type", "application/json");
      response.end(JSON.stringify({ version: "4", ray_version: "2.60.0", ray_commit: "x", session_name: "s" }));
    },
  );
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `https://127.0.0.1:${(server.address() as AddressInfo).port}`;
};

/** A proxy that connects every name to this machine. */
const startConnectProxy = async (): Promise<{ readonly url: string; readonly count: () => number }> => {
  const open = new Set<Socket>();
  let count = 0;
  const server = createPlainServer();
  server.on("connect", (request, socket: Socket) => {
    count += 1;
    const upstream = connect(Number(String(request.url).split(":")[1]), "127.0.0.1", () => {
      socket.write("HTTP/1.1 200 OK\r\n\r\n");
      upstream.pipe(socket).pipe(upstream);
    });
    for (const end of [socket.on("error", () => {}), upstream.on("error", () => {})]) open.add(end);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    for (const socket of open) socket.destroy();
    server.close();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, count: () => count };
};

const version = (address: string, ...flags: ReadonlyArray<string>) =>
  runCli(["ray", "version", "--address", address, "--retry-for", "1", ...flags]);
const insecure = "the command checks no certificate";
const secret = /can take the token or headers of this command/;
const client = (): ReadonlyArray<string> => ["--client-cert", at("client.pem")];

test("--ca-file trusts a private authority", async () => {
  const address = await startServer(false);
  expect(await version(address, "--ca-file", at("ca.pem"))).toMatchObject({ code: 0, stderr: "" });
  const run = await version(address);
  expect(run.code).toBe(4);
  expect(run.stderr).toContain("no certificate authority that this program knows");
});

test("--client-cert and --client-key satisfy a server that demands a certificate; the key may be encrypted", async () => {
  const address = await startServer(true);
  const trusting = ["--ca-file", at("ca.pem"), ...client()];
  const encrypted = ["--client-key", at("client.enc.key"), "--client-key-passphrase-file", at("phrase")];
  expect(await version(address, ...trusting, "--client-key", at("client.key"))).toMatchObject({ code: 0 });
  expect(await version(address, ...trusting, ...encrypted)).toMatchObject({ code: 0 });
  const run = await version(address, "--ca-file", at("ca.pem"));
  expect(run.code).toBe(4);
  expect(run.stderr).toContain("If the server demands a client certificate, pass one");
});

test("--verify takes a file or a folder of authorities, true, or false, as ray job does", async () => {
  const address = await startServer(false);
  mkdirSync(at("authorities"), { recursive: true });
  copyFileSync(at("ca.pem"), at("authorities/own.crt"));
  writeFileSync(at("authorities/README"), "not a certificate");
  for (const path of [at("ca.pem"), at("authorities")]) {
    expect(await version(address, "--verify", path)).toMatchObject({ code: 0, stderr: "" });
  }
  expect((await version(address, "--verify", "true")).code).toBe(4);
  const run = await version(address, "--verify", "False");
  expect(run.code).toBe(0);
  expect(run.stderr).toContain(insecure);
});

test("--insecure accepts any certificate, warns, and sends no token or header unless --allow-insecure-token says so", async () => {
  const address = (await startServer(false)).replace("127.0.0.1", "not-loopback.test");
  const through = await startConnectProxy();
  const insecurely = (...flags: ReadonlyArray<string>) =>
    version(address, "--insecure", "--proxy", through.url, ...flags);
  const plain = await insecurely();
  expect(plain.code).toBe(0);
  expect(plain.stderr).toContain(insecure);
  const asked = through.count();
  for (const flags of [
    ["--token-file", at("phrase")],
    ["--header", "cookie: hunter2hunter2"],
  ]) {
    const run = await insecurely(...flags);
    expect(run).toMatchObject({ code: 2, stdout: "" });
    expect(run.stderr).toMatch(secret);
    expect(run.stderr).not.toContain("hunter2");
  }
  expect(through.count()).toBe(asked);
  expect(await insecurely("--token-file", at("phrase"), "--allow-insecure-token")).toMatchObject({ code: 0 });
});

test("--insecure with a token is allowed for this machine: nobody is between", async () => {
  expect(await version(await startServer(false), "--insecure", "--token-file", at("phrase"))).toMatchObject({
    code: 0,
  });
});

test.each([
  ["agent", "health", "--url"],
  ["reasoner", "jobs", "list", "--url"],
])("%s refuses --insecure for its token, too", async (...words) => {
  const run = await runCli([...words, "https://other.test", "--insecure", "--token-file", at("phrase")]);
  expect(run).toMatchObject({ code: 2, stdout: "" });
  expect(run.stderr).toMatch(secret);
});

test.each([
  [() => client(), /--client-cert and --client-key belong together/],
  [() => ["--client-key", at("client.key")], /--client-cert and --client-key belong together/],
  [() => [...client(), "--client-key", at("server.key")], /do not belong together/],
  [() => [...client(), "--client-key", at("client.enc.key")], /is encrypted\. Pass its passphrase/],
  [
    () => [...client(), "--client-key", at("client.enc.key"), "--client-key-passphrase-file", at("wrong")],
    /the passphrase is wrong/,
  ],
  [() => ["--insecure", "--verify", "true"], /--verify true and --insecure contradict each other/],
  [() => ["--insecure", "--verify", at("ca.pem")], /excludes --ca-file and --insecure/],
  [() => ["--ca-file", folder, "--verify", at("ca.pem")], /excludes --ca-file and --insecure/],
  [() => ["--verify", at("no-authorities")], /--ca-file: .*no-authorities has no \.pem, \.crt or \.cer file/],
  [() => ["--ca-file", at("phrase")], /is not a certificate in PEM/],
  [() => ["--ca-file", at("missing")], /--ca-file: .*missing cannot be read \(ENOENT\)/],
])("wrong files are wrong usage, and nothing of a key shows: %#", async (flags, words) => {
  const run = await version("https://127.0.0.1:1", ...flags(), "--verbose");
  expect(run).toMatchObject({ code: 2, stdout: "" });
  expect(run.stderr).toMatch(words);
  for (const secret of ["hunter2", "another phrase", ...readFileSync(at("client.key"), "utf8").split("\n").slice(1, 3)])
    expect(run.stderr).not.toContain(secret);
});
