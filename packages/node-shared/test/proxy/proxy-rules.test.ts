import { inspect } from "node:util";
import { expect, test } from "vitest";
import { proxyFromEnv, proxyRules } from "../../src/index.ts";

const ray = "http://ray.corp:8265/";
const P = "http://p:1";

test.each([
  [{}, ray, undefined],
  [{ HTTP_PROXY: "http://p:1" }, ray, `${P} (from HTTP_PROXY)`],
  [{ HTTP_PROXY: "http://p:1" }, "ws://ray.corp/", `${P} (from HTTP_PROXY)`],
  [{ HTTP_PROXY: "p:1" }, ray, `${P} (from HTTP_PROXY)`],
  [{ HTTP_PROXY: "https://p" }, ray, "https://p (from HTTP_PROXY)"],
  [{ HTTP_PROXY: "http://p:1", http_proxy: "http://q:2" }, ray, "http://q:2 (from http_proxy)"],
  [{ HTTP_PROXY: "http://p:1", http_proxy: " " }, ray, `${P} (from HTTP_PROXY)`],
  [{ HTTP_PROXY: "http://p:1" }, "https://ray.corp/", undefined],
  [{ HTTPS_PROXY: "http://p:1" }, "https://ray.corp/", `${P} (from HTTPS_PROXY)`],
  [{ HTTPS_PROXY: "http://p:1" }, "wss://ray.corp/", `${P} (from HTTPS_PROXY)`],
  [{ HTTPS_PROXY: "http://p:1" }, ray, undefined],
  [{ all_proxy: "http://p:1" }, "wss://ray.corp/", `${P} (from all_proxy)`],
  [{ ALL_PROXY: "http://p:1", HTTP_PROXY: "http://q:2" }, ray, "http://q:2 (from HTTP_PROXY)"],
  // A web server passes the header `Proxy` of a request on as HTTP_PROXY.
  [{ HTTP_PROXY: "http://p:1", REQUEST_METHOD: "GET" }, ray, undefined],
  [{ http_proxy: "http://p:1", REQUEST_METHOD: "GET" }, ray, `${P} (from http_proxy)`],
  // Loopback has no rule of its own.
  [{ HTTP_PROXY: "http://p:1" }, "http://127.0.0.1:8265/", `${P} (from HTTP_PROXY)`],
  [{ HTTP_PROXY: "http://user:hunter2@p:1" }, ray, `${P} (from HTTP_PROXY)`],
] as const)("with %o, %s uses %s", (env, address, label) => {
  expect(proxyFromEnv(env).proxyFor(address)?.label).toBe(label);
});

// Compared with curl 7.88 and Python's requests 2.32. They agree with each row, except: `*.corp`, `*` among others, ports and
// brackets, which Go's programs read like this; and requests takes `0.0.1` for the end of 127.0.0.1.
test.each([
  ["ray.corp", ray, true],
  [".ray.corp", ray, true],
  ["corp", ray, true],
  [".corp", ray, true],
  ["*.corp", ray, true],
  ["CORP", ray, true],
  ["orp", ray, false],
  ["ay.corp", ray, false],
  ["other, corp", ray, true],
  ["other corp", ray, true],
  ["*", ray, true],
  ["*, other", ray, true],
  ["ray.corp:8265", ray, true],
  ["ray.corp:80", ray, false],
  ["corp:443", "https://ray.corp/", true],
  ["corp.", "http://ray.corp./", true],
  ["127.0.0.1", "http://127.0.0.1:8265/", true],
  ["127.0.0.1:8265", "http://127.0.0.1:8265/", true],
  ["127.0.0.1:1", "http://127.0.0.1:8265/", false],
  ["0.0.1", "http://127.0.0.1/", false],
  ["10.0.0.0/8", "http://10.1.2.3/", true],
  ["10.0.0.0/8", "http://11.1.2.3/", false],
  ["10.0.0.0/33", "http://10.0.0.1/", false],
  ["10.0.0.0/", "http://10.0.0.1/", false],
  ["localhost", "http://127.0.0.1/", false],
  ["127.0.0.1", "http://localhost/", false],
  ["::1", "http://[::1]:8265/", true],
  ["[::1]", "http://[::1]:8265/", true],
  ["[::1]:8265", "http://[::1]:8265/", true],
  ["[::1]:1", "http://[::1]:8265/", false],
  ["fd00::/8", "http://[fd12::1]/", true],
  ["fd00::/8", "http://[fe80::1]/", false],
  ["", ray, false],
  [" ,, ", ray, false],
])("NO_PROXY=%s for %s: excepted %s", (noProxy, address, excepted) => {
  const env = { HTTP_PROXY: "http://p:1", HTTPS_PROXY: "http://p:1", NO_PROXY: noProxy };
  expect(proxyFromEnv(env).proxyFor(address) === undefined).toBe(excepted);
});

test("the credentials of the URL become Proxy-Authorization and show nowhere else", () => {
  const rules = proxyFromEnv({ HTTP_PROXY: "http://us%40er:hunter%3A2%C3%B6@p:1" });
  const used = rules.proxyFor(ray);
  const basic = Buffer.from("us@er:hunter:2ö").toString("base64");
  expect(used?.authorization).toBe(`Basic ${basic}`);
  expect(rules.secrets()).toEqual([basic, "us@er:hunter:2ö", "hunter:2ö", "hunter%3A2%C3%B6"]);
  expect(inspect(rules, { depth: 9 }) + JSON.stringify(rules) + used?.label + String(used?.url)).not.toContain(
    "hunter",
  );
  expect(proxyFromEnv({ HTTP_PROXY: "http://p:1" }).proxyFor(ray)?.authorization).toBeUndefined();
  // A percent sign that encodes nothing is one.
  expect(proxyFromEnv({ HTTP_PROXY: "http://a:5%@p:1" }).proxyFor(ray)?.authorization).toBe(`Basic ${btoa("a:5%")}`);
});

test.each(["socks5://user:hunter2@p:1", "ftp://user:hunter2@p", "http://", "http://user:hunter2@p:99999", "a b"])(
  "%s is refused without its text, and only for the addresses that would use it",
  (text) => {
    const rules = proxyFromEnv({ ALL_PROXY: text, NO_PROXY: "direct.corp" });
    const refused = (): unknown => rules.proxyFor(ray);
    expect(refused).toThrow(expect.objectContaining({ _tag: "InvalidRequest", reason: "local" }) as Error);
    expect(refused).toThrow(/^ALL_PROXY (?!.*hunter2)/);
    expect(rules.proxyFor("http://direct.corp/")).toBeUndefined();
    expect(rules.secrets()).toEqual([]);
  },
);

test("an option is one proxy for every address, the environment's, or rules", () => {
  expect(proxyRules(undefined)).toBeUndefined();
  expect(proxyRules("http://u:hunter2@p:1")?.proxyFor("wss://127.0.0.1/")?.label).toBe(`${P} (from the option proxy)`);
  expect(proxyRules(new URL("https://p:1"))?.proxyFor(ray)?.url.href).toBe("https://p:1/");
  const rules = proxyFromEnv({ HTTP_PROXY: "http://p:1" });
  expect(proxyRules(rules)).toBe(rules);
  expect(proxyRules("environment", () => rules)).toBe(rules);
  expect(() => proxyRules("socks5://p")).toThrow(/^the option proxy names a socks5 proxy/);
});
