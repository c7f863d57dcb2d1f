import { createServer } from "node:net";
import type { AddressInfo } from "node:net";
import process from "node:process";
import { createRay } from "@jobwire/core";
import { afterEach, expect, test } from "vitest";
import { createDenoAdapter, denoAdapter } from "../src/adapter.ts";

const names = [
  "HTTP_PROXY",
  "http_proxy",
  "HTTPS_PROXY",
  "https_proxy",
  "ALL_PROXY",
  "all_proxy",
  "NO_PROXY",
  "no_proxy",
];
const before = names.map((name) => [name, process.env[name]] as const);
const set = (values: Readonly<Record<string, string>>): void => {
  for (const name of names) delete process.env[name];
  Object.assign(process.env, values);
};
afterEach(() => {
  set(Object.fromEntries(before.filter(([, value]) => value !== undefined)) as Record<string, string>);
});

test("the fault names the proxy that refused, not the server", async () => {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  const url = `http://user:hunter2@127.0.0.1:${port}`;
  set({ HTTP_PROXY: url });
  const adapters = [denoAdapter, createDenoAdapter({ proxy: url })];
  for (const adapter of adapters) {
    const cluster = createRay(adapter, { address: "http://ray.example:8265" });
    const error = (await cluster.version().catch((failed: unknown) => failed)) as Error;
    expect(error).toMatchObject({ _tag: "ConnectionFailed", reason: "refused" });
    expect(error.message).toContain(`the proxy at http://127.0.0.1:${port} (from `);
    expect(error.message).toContain(") refused the connection");
    expect(error.message).not.toContain("hunter2");
  }
});

test("rejectUnauthorized is refused, because Deno cannot do it for one client", () => {
  expect(() => createDenoAdapter({ tls: { rejectUnauthorized: false } })).toThrow(/Deno cannot accept any certificate/);
});

test("a proxy that only Deno's fetch can use is no error, and no proxy of sockets", () => {
  set({ ALL_PROXY: "socks5://127.0.0.1:1" });
  expect(denoAdapter.proxyFor?.("http://ray.example/")).toBeUndefined();
  expect(() => createDenoAdapter({ proxy: "socks5://127.0.0.1:1" })).toThrow(/socks5/);
});
