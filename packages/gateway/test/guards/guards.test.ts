import { expect, test } from "vitest";
import { checkWrite, corsHeaders, preflight } from "../../src/guards/cors.ts";
import { hostCheck } from "../../src/guards/check-host.ts";
import { rateLimit } from "../../src/guards/rate-limit.ts";
import { readBody } from "../../src/guards/read-body.ts";

const request = (headers: Record<string, string>, url = "http://localhost:8080/v1/systems"): Request =>
  new Request(url, { headers });
const status = (run: () => unknown): unknown => {
  try {
    run();
    return "allowed";
  } catch (error) {
    return (error as { readonly status: number }).status;
  }
};

test.each([
  [undefined, "localhost:8080", "http://localhost:8080/", "allowed"],
  [undefined, "127.0.0.1", "http://127.0.0.1/", "allowed"],
  [undefined, "[::1]:8080", "http://[::1]:8080/", "allowed"],
  [undefined, "LOCALHOST", "http://localhost/", "allowed"],
  [undefined, "evil.example", "http://localhost/", 421],
  [undefined, "localhost", "http://evil.example/", 421],
  [undefined, "localhost.evil.example", "http://localhost.evil.example/", 421],
  [undefined, "localhost:80@evil.example", "http://localhost/", 421],
  [["logs.example.com"], "logs.example.com:443", "http://logs.example.com/", "allowed"],
  [["logs.example.com"], "localhost", "http://localhost/", 421],
  ["any", "evil.example", "http://evil.example/", "allowed"],
] as const)("hosts %j: Host %s of %s is %s", (hosts, host, url, expected) => {
  const check = hostCheck(hosts);
  expect(status(() => check(request({ host }, url)))).toBe(expected);
});

const cors = { origins: new Set(["https://app.example.com"]), credentials: false };

test.each([
  [{ host: "localhost:8080", origin: "http://localhost:8080" }, "allowed"],
  [{ host: "localhost:8080", origin: "https://localhost:8080" }, "allowed"],
  [{ host: "localhost:8080", origin: "http://localhost:9090" }, 403],
  [{ host: "localhost:8080", origin: "https://evil.example" }, 403],
  [{ host: "localhost:8080", origin: "null" }, 403],
  [{ host: "localhost:8080", origin: "https://app.example.com", "sec-fetch-site": "cross-site" }, "allowed"],
  [{ host: "localhost:8080", "sec-fetch-site": "cross-site" }, 403],
  [{ host: "localhost:8080", "sec-fetch-site": "same-site" }, 403],
  [{ host: "localhost:8080", "sec-fetch-site": "same-origin" }, "allowed"],
  [{ host: "localhost:8080" }, "allowed"],
])("a write with %j is %s", (headers, expected) => {
  expect(status(() => checkWrite(request(headers), cors))).toBe(expected);
});

test("only configured origins read responses, and cookies only where the option says so", () => {
  const headers = { host: "localhost:8080", origin: "https://app.example.com" };
  expect(corsHeaders(request(headers), cors)["access-control-allow-origin"]).toBe("https://app.example.com");
  expect(corsHeaders(request(headers), cors)).not.toHaveProperty("access-control-allow-credentials");
  const withCookies = corsHeaders(request(headers), { ...cors, credentials: true });
  expect(withCookies["access-control-allow-credentials"]).toBe("true");
  expect(corsHeaders(request({ ...headers, origin: "https://evil.example" }), cors)).toEqual({});
  expect(preflight(request(headers), cors).status).toBe(204);
  expect(status(() => preflight(request({ ...headers, origin: "https://evil.example" }), cors))).toBe(403);
});

test("a rate is kept by key, says how long to wait, and forgets old keys", () => {
  let now = 0;
  const check = rateLimit({ perSecond: 1, burst: 3, key: ({ headers }) => headers.get("x-user") ?? "" }, () => now);
  const ask = (user: string): unknown => status(() => check(request({ "x-user": user })));
  expect([ask("a"), ask("a"), ask("a"), ask("a")]).toEqual(["allowed", "allowed", "allowed", 429]);
  expect(ask("b")).toBe("allowed");
  now = 1000;
  expect([ask("a"), ask("a")]).toEqual(["allowed", 429]);
  try {
    check(request({ "x-user": "a" }));
  } catch (error) {
    expect((error as { readonly headers: unknown }).headers).toEqual({ "retry-after": "1" });
  }
  for (let n = 0; n < 10_001; n += 1) ask(`user ${n}`);
  // Its bucket is gone, so it is full again.
  expect(ask("a")).toBe("allowed");
});

const post = (
  body: BodyInit | null,
  headers: Record<string, string> = { "content-type": "application/json" },
): Request => new Request("http://localhost/", { method: "POST", body, headers, duplex: "half" } as RequestInit);

test("a body is a JSON object of a bounded size, whatever length it claims", async () => {
  expect(await readBody(post('{"a":1}'), 100)).toEqual({ a: 1 });
  expect(await readBody(post(null), 100)).toEqual({});
  expect(await readBody(post("{}", { "content-type": "Application/JSON; charset=utf-8" }), 100)).toEqual({});
  await expect(readBody(post("[1]"), 100)).rejects.toMatchObject({ status: 400 });
  await expect(readBody(post("{"), 100)).rejects.toMatchObject({ status: 400 });
  await expect(readBody(post("{}", { "content-type": "text/plain" }), 100)).rejects.toMatchObject({ status: 415 });
  await expect(readBody(post("{}", { "content-type": "application/jsonx" }), 100)).rejects.toMatchObject({
    status: 415,
  });
  await expect(readBody(post(`{"a":"${"x".repeat(100)}"}`), 100)).rejects.toMatchObject({ status: 413 });
  let pulled = 0;
  let cancelled = false;
  const endless = new ReadableStream<Uint8Array>({
    pull: (controller) => {
      pulled += 1;
      controller.enqueue(new Uint8Array(1000));
    },
    cancel: () => {
      cancelled = true;
    },
  });
  await expect(readBody(post(endless), 10_000)).rejects.toMatchObject({ status: 413 });
  expect(pulled).toBeLessThan(15);
  expect(cancelled).toBe(true);
});
