import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:https";
import type { AddressInfo } from "node:net";
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

const version = (address: string, ...flags: ReadonlyArray<string>) =>
  runCli(["ray", "version", "--address", address, "--retry-for", "1", ...flags]);
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

test.each([
  [() => client(), /--client-cert and --client-key belong together/],
  [() => ["--client-key", at("client.key")], /--client-cert and --client-key belong together/],
  [() => [...client(), "--client-key", at("server.key")], /do not belong together/],
  [() => [...client(), "--client-key", at("client.enc.key")], /is encrypted\. Pass its passphrase/],
  [
    () => [...client(), "--client-key", at("client.enc.key"), "--client-key-passphrase-file", at("wrong")],
    /the passphrase is wrong/,
  ],
  [() => ["--ca-file", at("phrase")], /is not a certificate in PEM/],
  [() => ["--ca-file", at("missing")], /--ca-file: .*missing cannot be read \(ENOENT\)/],
])("wrong files are wrong usage, and nothing of a key shows: %#", async (flags, words) => {
  const run = await version("https://127.0.0.1:1", ...flags(), "--verbose");
  expect(run).toMatchObject({ code: 2, stdout: "" });
  expect(run.stderr).toMatch(words);
  for (const secret of ["hunter2", "another phrase", ...readFileSync(at("client.key"), "utf8").split("\n").slice(1, 3)])
    expect(run.stderr).not.toContain(secret);
});
