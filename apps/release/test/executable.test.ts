/** The executable in a root directory that has nothing but it: no Node, no Bun, no shell, no certificates of other packages. */
import { execFileSync, spawn, spawnSync } from "node:child_process";
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { type ReferenceRay, startReferenceRay } from "@jobwire/testing";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import { buildExecutable } from "../src/executables/build-executable.ts";
import { readPackage, repository } from "../src/repository.ts";

const folder = mkdtempSync(join(tmpdir(), "jobwire-executable-"));
const root = join(folder, "root");
/** A namespace in which the kernel's /proc is the only mount below the root: Bun finds its own file there. */
const inRoot = ["-rm", "sh", "-c", `mount --rbind /proc ${root}/proc && exec chroot ${root} /jobwire "$@"`, "jobwire"];
const { version } = readPackage(repository, "apps/cli").manifest;
let ray: ReferenceRay;

const put = (from: string): void => {
  mkdirSync(join(root, dirname(from)), { recursive: true });
  copyFileSync(from, join(root, from));
};

beforeAll(async () => {
  ray = await startReferenceRay({ clocks: { tailPollMs: 50, supervisorStartMs: 20 } });
  const { path } = await buildExecutable(repository, "linux-x64", folder);
  for (const name of ["proc", "tmp", "etc/ssl/certs"]) mkdirSync(join(root, name), { recursive: true });
  copyFileSync(path, join(root, "jobwire"));
  // It needs the C library of the system, and nothing else.
  const libraries = execFileSync("ldd", [path], { encoding: "utf8" }).matchAll(/(\/\S+) \(/g);
  for (const [, library = ""] of libraries) {
    expect(library).toMatch(/\/(?:ld-linux-x86-64|libc|libm|libdl|libpthread)\.so\.\d$/);
    put(library);
  }
  const key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"];
  const files = ["-keyout", "key.pem", "-out", "ca.pem", "-days", "1"];
  const names = ["-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1"];
  execFileSync("openssl", ["req", "-x509", ...key, ...files, ...names], { cwd: folder, stdio: "pipe" });
});
afterAll(async () => {
  await ray.close();
  rmSync(folder, { recursive: true });
});

interface Run {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the executable. This process has the servers, so it must not wait in a synchronous call. */
const jobwire = async (
  args: ReadonlyArray<string>,
  environment: Readonly<Record<string, string>> = {},
): Promise<Run> => {
  const child = spawn("unshare", [...inRoot, ...args], { env: { RAY_ADDRESS: ray.url, ...environment } });
  const text = { stdout: "", stderr: "" };
  for (const name of ["stdout", "stderr"] as const)
    child[name].on("data", (part: Buffer) => (text[name] += String(part)));
  const status = await new Promise<number | null>((resolve) => child.once("close", resolve));
  return { status, ...text };
};

test("--version, submit with its log, logs -f, list and the configuration", async () => {
  expect(await jobwire(["--version"])).toEqual({ status: 0, stdout: `${version}\n`, stderr: "" });
  const submitted = await jobwire(["ray", "submit", "--submission-id", "one", "--", "echo hello"]);
  expect(submitted.stdout).toContain("hello\n");
  expect(submitted.status).toBe(0);
  const log = readFileSync(ray.logFile("one"), "utf8");
  expect(await jobwire(["ray", "logs", "-f", "one"])).toMatchObject({ status: 0, stdout: log });
  expect((await jobwire(["ray", "list"])).stdout).toMatch(/^one .*SUCCEEDED/m);
  expect((await jobwire(["ray", "submit", "--", "exit 3"])).status).toBe(1);
  expect((await jobwire(["ray", "doctor"])).stdout).toContain(" from bun ");
  const HOME = "/tmp";
  expect(await jobwire(["config", "set", "here", "--address", ray.url], { HOME })).toMatchObject({ status: 0 });
  expect((await jobwire(["ray", "status", "one"], { HOME, RAY_ADDRESS: "" })).stdout).toBe("SUCCEEDED\n");
});

test("https trusts the certificate authorities of the system, and no others", async () => {
  const certificate = readFileSync(join(folder, "ca.pem"), "utf8");
  const server = createServer({ key: readFileSync(join(folder, "key.pem")), cert: certificate }, (_, response) => {
    response.setHeader("content-type", "application/json");
    response.end(JSON.stringify({ version: "4", ray_version: "2.60.0", ray_commit: "x", session_name: "s" }));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const RAY_ADDRESS = `https://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const rayVersion = (): Promise<Run> => jobwire(["ray", "version", "--retry-for", "1"], { RAY_ADDRESS });
  const refused = await rayVersion();
  expect(refused.stderr).toContain("certificate");
  expect(refused.status).toBe(4);
  writeFileSync(join(root, "etc/ssl/certs/ca-certificates.crt"), certificate);
  expect(await rayVersion()).toMatchObject({ status: 0, stderr: "" });
});

test("console serves its pages, which the executable contains", async () => {
  const child = spawn("unshare", [...inRoot, "console", "--port", "0"], { env: { RAY_ADDRESS: ray.url } });
  onTestFinished(() => void child.kill("SIGKILL"));
  const line = await new Promise<string>((resolve, reject) => {
    child.stdout.once("data", (part: Buffer) => resolve(String(part)));
    child.stderr.once("data", (part: Buffer) => reject(new Error(String(part))));
  });
  const { url, token } = JSON.parse(line) as { readonly url: string; readonly token: string };
  const headers = { authorization: `Bearer ${token}` };
  const page = await fetch(new URL("/", url), { headers });
  const html = await page.text();
  expect(page.headers.get("content-type")).toBe("text/html; charset=utf-8");
  const [, script = ""] = /<script[^>]* src="([^"]+)"/.exec(html) ?? [];
  const code = await fetch(new URL(script, url), { headers });
  expect(code.status).toBe(200);
  expect((await code.text()).length).toBeGreaterThan(10_000);
  const systems = await fetch(new URL("/v1/systems", url), { headers });
  expect(await systems.json()).toMatchObject({ systems: [{ name: "ray" }] });
});

test("it reads no .env and runs no bunfig.toml of the folder that it starts in", () => {
  writeFileSync(join(folder, ".env"), "RAY_ADDRESS=http://127.0.0.1:1\n");
  writeFileSync(join(folder, "bunfig.toml"), 'preload = ["./evil.js"]\n');
  writeFileSync(join(folder, "evil.js"), 'console.log("ran")\n');
  const run = spawnSync(join(folder, "jobwire-linux-x64"), ["ray", "doctor", "--retry-for", "1"], {
    cwd: folder,
    encoding: "utf8",
    env: { HOME: folder },
  });
  expect(run.stdout).not.toContain("ran");
  expect(run.stdout + run.stderr).toContain("http://127.0.0.1:8265");
});
