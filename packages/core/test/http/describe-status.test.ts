import { describe, expect, it } from "vitest";
import { describeProxy, describeStatus } from "../../src/http/describe-status.ts";
import type { RefusedResponse } from "../../src/http/http.ts";
import { lastMeaningfulLine } from "../../src/http/visible-text.ts";

const label = "POST http://head:8265/api/jobs/";
const refused = (status: number, text: string, more: Partial<RefusedResponse> = {}): RefusedResponse => ({
  label,
  method: "POST",
  path: "/api/jobs/",
  status,
  headers: {},
  text,
  retryAfterMs: undefined,
  ...more,
});
/** As every request does, whatever the backend. */
const errorOf = (answer: RefusedResponse): ReturnType<typeof describeStatus> =>
  describeProxy(answer) ?? describeStatus(answer, lastMeaningfulLine(answer.text));

describe("the error for a status", () => {
  it.each([
    [400, "InvalidRequest", "server"],
    [401, "Unauthorized", undefined],
    [403, "Forbidden", undefined],
    [404, "NotFound", "unknown-path"],
    [408, "ServerError", "request-timeout"],
    [409, "Conflict", undefined],
    [413, "InvalidRequest", "server"],
    [429, "RateLimited", undefined],
    [500, "ServerError", "internal"],
    [501, "ServerError", "not-implemented"],
    [502, "ServerError", "unavailable"],
    [503, "ServerError", "unavailable"],
    [599, "ServerError", "unavailable"],
    [600, "BadResponse", "status"],
    [405, "BadResponse", "status"],
    [204, "BadResponse", "status"],
  ])("%i is %s (%s), with the server's text and wait", (status, tag, reason) => {
    const error = errorOf(refused(status, "line one\nthe disk is full", { retryAfterMs: 1500 }));
    expect(error).toMatchObject({
      _tag: tag,
      statusCode: status,
      serverText: "line one\nthe disk is full",
      retryAfterMs: 1500,
    });
    expect(error.reason).toBe(reason);
    expect(error.message.startsWith(`${label}: `)).toBe(true);
  });

  it.each([400, 401, 403, 404, 409, 413, 429, 500, 503, 418])("%i shows what the server said", (status) => {
    expect(errorOf(refused(status, "the disk is full")).message).toContain("the disk is full");
  });

  it.each([401, 403, 404, 429, 500, 503, 418])("%i names the status and needs no text of the server", (status) => {
    const silent = errorOf(refused(status, "")).message;
    expect(silent).toContain(String(status));
    expect(silent).toMatch(/[0-9a-z]$/i);
    expect(silent).not.toContain("undefined");
    expect(silent).not.toBe(errorOf(refused(status, "taken")).message);
  });

  it.each([401, 403, 429, 500])("%i says in words what it means when the server does not", (status) => {
    expect(errorOf(refused(status, "")).message).toMatch(new RegExp(`${status},? [a-z]+ [a-z]+|refused`));
    expect(errorOf(refused(status, "taken")).message).not.toMatch(/no credential|refused|too many|without saying/);
  });

  it("408 and 413 say more than the label", () => {
    expect(errorOf(refused(408, "")).message.length).toBeGreaterThan(label.length + 10);
    expect(errorOf(refused(413, "")).message).toContain("too large");
  });

  it("429 names the wait that the server asks for, and none where it asks for none", () => {
    expect(errorOf(refused(429, "", { retryAfterMs: 1500 })).message).toContain("1500 ms");
    expect(errorOf(refused(429, "")).message).not.toMatch(/\bms\b|retry after/);
  });
});

describe("a web page in place of a reason", () => {
  it.each([
    ["<!DOCTYPE html><title>Down</title>", {}, 'a web page ("Down")'],
    ["  \n<HTML>", {}, "a web page without text"],
    ["<head>", {}, "a web page without text"],
    ["<body class=x><p>Some words", {}, 'a web page ("Some words")'],
    ["<center>Down", { "content-type": "text/html; charset=utf-8" }, 'a web page ("Down")'],
  ])("%j is called a page by its title, and is kept as the server's text", (text, headers, words) => {
    const error = errorOf(refused(502, text, { headers }));
    expect(error).toMatchObject({ _tag: "ServerError", reason: "unavailable", serverText: text });
    expect(error.message).toContain(`502, ${words}. The proxy cannot reach the server`);
    expect(error.message).not.toContain("<");
  });

  it.each([
    ["see <html> there", {}],
    ["<xml>", {}],
    ["oops", { "content-type": "text/plain" }],
    ["oops", { "content-type": "text/html" }],
    ['{"a":"<html>"}', { "content-type": "text/html" }],
  ])("%j is the server's own word", (text, headers) => {
    expect(errorOf(refused(502, text, { headers })).message).toBe(`${label}: 502, ${text}`);
  });
});
