import { expect, it } from "vitest";
import type { Adapter } from "../../src/adapter.ts";
import type { HttpOptions } from "../../src/http/http-options.ts";
import { makeHttp } from "../../src/http/make-http.ts";
import { describeRay } from "../../src/ray/errors.ts";
import { InvalidRequest } from "../../src/errors.ts";
import { scriptedAdapter } from "../support/scripted-adapter.ts";

const through = (proxy: string): Adapter => ({
  ...scriptedAdapter({ request: () => ({ body: "{}" }) }).adapter,
  proxyFor: () => ({ url: new URL(proxy), label: `${proxy} (from HTTP_PROXY)` }),
});

const open = (adapter: Adapter, baseUrl: string, options: Partial<HttpOptions> = {}) =>
  makeHttp(adapter, { baseUrl, describe: describeRay, ...options });

it("keeps a token for a loopback address on this machine, unless the caller trusts the network", () => {
  const adapter = through("http://proxy.corp:3128");
  const token = "hunter2hunter2";
  const refused = (): unknown => open(adapter, "http://127.0.0.1:8265", { token });
  expect(refused).toThrow(InvalidRequest);
  expect(refused).toThrow(
    /to the proxy at http:\/\/proxy\.corp:3128 \(from HTTP_PROXY\)\. Add 127\.0\.0\.1 to NO_PROXY, or set allowInsecureToken/,
  );
  expect(() => open(adapter, "http://127.0.0.1:8265", { headers: { "x-team": "a" } })).toThrow(InvalidRequest);
  for (const make of [
    () => open(adapter, "http://127.0.0.1:8265"),
    () => open(adapter, "http://127.0.0.1:8265", { token, allowInsecureToken: true }),
    () => open(adapter, "https://127.0.0.1:8265", { token }),
    () => open(through("http://127.0.0.1:3128"), "http://127.0.0.1:8265", { token }),
    () => open(through("http://[::1]:3128"), "http://localhost:8265", { token }),
  ])
    expect(make).not.toThrow();
});

it("fails for a proxy that cannot be used before it sends anything", () => {
  const script = scriptedAdapter({ request: () => ({ body: "{}" }) });
  const adapter: Adapter = {
    ...script.adapter,
    proxyFor: () => {
      throw new InvalidRequest({ message: "HTTP_PROXY is not a URL", reason: "local" });
    },
  };
  expect(() => open(adapter, "http://host")).toThrow("HTTP_PROXY is not a URL");
  expect(script.requests).toEqual([]);
});

it("removes the adapter's own secrets from texts", () => {
  const { adapter } = scriptedAdapter({ request: () => ({ body: "{}" }) });
  const { redactor } = open({ ...adapter, secrets: ["user:hunter2", "abc"] }, "http://host");
  expect(redactor.text("the proxy got user:hunter2")).toBe("the proxy got <redacted>");
  expect(redactor.text(`Proxy-Authorization: Basic ${btoa("user:hunter2")}`)).not.toContain(btoa("user:hunter2"));
  // Too short to be searched for: it would spoil every text.
  expect(redactor.text("abc")).toBe("abc");
});
