import { createServer } from "node:net";
import type { AddressInfo } from "node:net";
import process from "node:process";
import { createRay } from "@jobwire/core";
import { afterEach, expect, test } from "vitest";
import { createDenoAdapter, denoAdapter } from "../src/adapter.ts";
import { usedProxy } from "../src/used-proxy.ts";

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

test.each([
  [{}, "http://ray.example/", undefined, undefined],
  [{ HTTP_PROXY: "http://u:hunter2@p:1" }, "http://ray.example/", undefined, "http://p:1"],
  [{ http_proxy: "p:1" }, "http://ray.example/", undefined, "http://p:1"],
  [{ HTTP_PROXY: "http://p:1" }, "https://ray.example/", undefined, undefined],
  [{ HTTPS_PROXY: "http://p:1" }, "https://ray.example/", undefined, "http://p:1"],
  [{ ALL_PROXY: "socks5://p:1" }, "https://ray.example/", undefined, "socks5://p:1"],
  [{ HTTP_PROXY: "http://p:1", NO_PROXY: "localhost, .example" }, "http://ray.example/", undefined, undefined],
  [{ HTTP_PROXY: "http://p:1", NO_PROXY: "*" }, "http://ray.example/", undefined, undefined],
  [{ HTTP_PROXY: "http://p:1", NO_PROXY: "y.example" }, "http://ray.example/", undefined, "http://p:1"],
  [{ HTTP_PROXY: "http://p:1", NO_PROXY: "*" }, "http://ray.example/", "http://q:2", "http://q:2"],
] as const)("with %o, %s uses the proxy of the environment or of the options", (values, address, configured, proxy) => {
  set(values);
  expect(usedProxy(address, configured)).toBe(proxy);
});

test("the fault names the proxy that refused, not the server", async () => {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  const url = `http://user:hunter2@127.0.0.1:${port}`;
  set({ HTTP_PROXY: url });
  const adapters = [denoAdapter, createDenoAdapter({ client: { proxy: { url: `http://127.0.0.1:${port}` } } })];
  for (const adapter of adapters) {
    const cluster = createRay(adapter, { address: "http://ray.example:8265" });
    const error = (await cluster.version().catch((failed: unknown) => failed)) as Error;
    expect(error).toMatchObject({ _tag: "ConnectionFailed", reason: "refused" });
    expect(error.message).toContain(`the proxy at http://127.0.0.1:${port} refused the connection`);
    expect(error.message).not.toContain("hunter2");
  }
});

test("an existing client is refused, because writes need a client of their own", () => {
  const client = { close: () => {} };
  expect(() => createDenoAdapter({ client: client as never })).toThrow(/Pass the options of Deno.createHttpClient/);
});
