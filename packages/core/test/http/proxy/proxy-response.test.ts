import { describe, expect, it } from "vitest";
import { describeProxy } from "../../../src/http/describe-status.ts";
import type { RefusedResponse } from "../../../src/http/http.ts";
import { pageTitle } from "../../../src/http/proxy/page-title.ts";
import { describeProxyResponse } from "../../../src/http/proxy/proxy-response.ts";
import { growsTooFast } from "../../support/growth.ts";
import { type ProxyPage, proxyPages } from "./proxy-pages.ts";

const label = "GET http://ray.example/api/version";
const refused = ({ status, headers, text }: Omit<ProxyPage, "name">): RefusedResponse => ({
  label,
  method: "GET",
  path: "/api/version",
  status,
  headers,
  text,
  retryAfterMs: undefined,
});

describe("a response of a proxy", () => {
  it.each(proxyPages.map(([page, ...expected]) => [page.name, page, ...expected] as const))(
    "%s is described by its title and what to do",
    (_, page, summary, advice) => {
      const found = describeProxyResponse(page);
      expect(found?.summary.startsWith(summary)).toBe(true);
      if (advice === "") expect(found?.advice).toBeUndefined();
      else expect(found?.advice).toContain(advice);
      const error = describeProxy(refused(page));
      expect(error).toMatchObject({ statusCode: page.status, serverText: page.text });
      expect(error?.message.startsWith(`${label}: `)).toBe(true);
      expect(error?.message).toContain(summary);
      expect(error?.message).toContain(advice);
      expect(error?.message).not.toMatch(/[<>\n]/);
      expect(error?.message.length).toBeLessThan(420);
    },
  );

  it("has the error of its meaning", () => {
    const kinds = proxyPages.map(([page]) => {
      const error = describeProxy(refused(page));
      return `${page.name}: ${error?._tag} ${error?.reason ?? ""}`.trim();
    });
    expect(kinds).toContain("nginx 400 No required SSL certificate was sent: Unauthorized client-certificate");
    expect(kinds).toContain("nginx 400 The plain HTTP request was sent to HTTPS port: ConnectionFailed tls");
    expect(kinds).toContain("oauth2-proxy 403: Unauthorized sign-in");
    expect(kinds).toContain("a login form 401: Unauthorized sign-in");
    expect(kinds).toContain("nginx 401: Unauthorized");
    expect(kinds).toContain("nginx 403: Forbidden");
    expect(kinds).toContain("nginx 404: NotFound unknown-path");
    expect(kinds).toContain("nginx 413: InvalidRequest server");
    expect(kinds).toContain("nginx 429: RateLimited");
    expect(kinds).toContain("Cloudflare 522: ServerError unavailable");
    expect(kinds).toContain("Caddy 502: ServerError unavailable");
  });

  it.each([
    { status: 404, headers: {}, text: "Job a does not exist" },
    { status: 404, headers: {}, text: "404: Not Found" },
    { status: 401, headers: {}, text: "Unauthorized: Missing authentication token" },
    { status: 403, headers: {}, text: "" },
    { status: 500, headers: {}, text: "" },
    { status: 503, headers: {}, text: '{"detail":"no GPU"}' },
    { status: 404, headers: { "content-type": "text/html" }, text: "Job a does not exist" },
    { status: 500, headers: {}, text: `no healthy upstream${" ".repeat(2_000)}x` },
  ])("is not the server's own: %j", (response) => {
    expect(describeProxyResponse(response)).toBeUndefined();
  });

  it("asks for a user name where the proxy wants Basic credentials", () => {
    const headers = { "content-type": "text/html", "www-authenticate": 'Basic realm="x"' };
    expect(describeProxyResponse({ status: 401, headers, text: "<html>" })?.advice).toContain("user name");
    expect(describeProxyResponse({ status: 401, headers: {}, text: "<html>" })?.advice).not.toContain("user name");
  });
});

describe("the title of a page", () => {
  it.each([
    ["<title>A &amp; B</title><h1>C</h1>", "A & B"],
    ["<TITLE lang=en>\n  A\n  B\n</TITLE>", "A B"],
    ["<title> </title><h1 class='x'>C</h1>", "C"],
    ["<title>&amp;lt;script&gt;</title>", "&lt;script>"],
    [
      "<html><head><style>p { x: y }</style></head><body><script>var a = '<b>';</script><p>Only <b>words</b>",
      "Only words",
    ],
    ["<html><body></body></html>", ""],
    ["<title", ""],
    ["", ""],
    ["<title>a\u001b[31mb\u202ec</title>", "a\\x1b[31mb\\u202ec"],
  ])("of %j is %j", (page, title) => expect(pageTitle(page)).toBe(title));

  it("has at most 100 units, and costs time in proportion to the page", () => {
    expect(pageTitle(`<title>${"x".repeat(5_000)}`).length).toBe(100);
    for (const part of ["<title ", "<title><", "<h1>", "<script ", "<", "&amp;", "<script><"])
      expect(growsTooFast((units) => () => pageTitle(part.repeat(units)))).toBeUndefined();
  });
});
