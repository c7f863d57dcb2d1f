/** The guard as a function; test/guard/foreign-pages.test.ts tests it through the servers. */
import { describe, expect, test } from "vitest";
import type { Headers } from "../../src/guard/browser-request.ts";
import { refuseBrowserWrite, refuseContentType, refuseForeignRead } from "../../src/guard/refuse-request.ts";

const host = "127.0.0.1:8265";
const own = "http://127.0.0.1:8265";

const foreign: ReadonlyArray<Headers> = [
  { origin: "http://evil.example" },
  { origin: "null" },
  { origin: "" },
  { origin: "http://127.0.0.1:9000" },
  { origin: "http://localhost:8265" },
  { origin: "https://127.0.0.1:8265" },
  { origin: "http://127.0.0.1:8265.evil.example" },
  { origin: "http://127.0.0.1" },
  { origin: [own, "http://evil.example"] },
  { origin: own, "sec-fetch-site": "cross-site" },
  { "sec-fetch-site": "cross-site" },
  { "sec-fetch-site": "same-site", "sec-fetch-mode": "no-cors", "sec-fetch-dest": "script" },
  { "sec-fetch-site": "same-site", "sec-fetch-mode": "cors" },
  { "sec-fetch-site": "" },
];
const ownPage: Headers = { origin: own, "sec-fetch-site": "same-origin", "sec-fetch-mode": "cors" };
const nodeFetch: Headers = { "sec-fetch-mode": "cors", "user-agent": "node" };
const asks = (method: string, headers: Headers, upgrade = false) => ({
  method,
  headers: { host, ...headers },
  upgrade,
});

describe("reads and sockets", () => {
  test.each(foreign)("of a foreign page with %j are refused", (headers) => {
    for (const upgrade of [false, true])
      expect(refuseForeignRead(asks("GET", headers, upgrade))).toMatchObject({ status: 403 });
    expect(refuseForeignRead(asks("HEAD", headers))).toMatchObject({ status: 403 });
  });

  test.each([
    {},
    ownPage,
    nodeFetch,
    { "sec-fetch-site": "same-origin" },
    { "sec-fetch-site": "none", "sec-fetch-mode": "navigate" },
    { referer: "http://127.0.0.1:8265/" },
  ])("with %j are not", (headers: Headers) => {
    for (const upgrade of [false, true]) expect(refuseForeignRead(asks("GET", headers, upgrade))).toBeUndefined();
  });

  test("a foreign page may open a link by navigation, but not a socket", () => {
    const link = { "sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate", "sec-fetch-dest": "document" };
    expect(refuseForeignRead(asks("GET", link))).toBeUndefined();
    expect(refuseForeignRead(asks("GET", link, true))).toMatchObject({ status: 403 });
    expect(refuseForeignRead(asks("GET", { ...link, origin: "null" }))).toMatchObject({ status: 403 });
  });
});

describe("writes", () => {
  const marked: ReadonlyArray<Headers> = [
    ...foreign,
    ownPage,
    { referer: "http://127.0.0.1:8265/" },
    { "sec-fetch-mode": "no-cors", "user-agent": "node" },
    { "sec-fetch-mode": "cors", "user-agent": "curl/8" },
    { "sec-fetch-mode": "cors" },
    { "sec-fetch-dest": "empty" },
    { "sec-fetch-user": "?1" },
    { "sec-fetch-storage-access": "none" },
    { "access-control-request-method": "POST" },
    { "access-control-request-headers": "x" },
    { "user-agent": "Mozilla/5.0" },
    { ...nodeFetch, origin: own },
    { ...nodeFetch, "sec-fetch-site": "cross-site" },
  ];

  test.each(marked)("with %j are refused", (headers) => {
    for (const method of ["POST", "PUT", "PATCH", "DELETE", "QUERY", "post"])
      expect(refuseBrowserWrite(asks(method, headers), false)).toMatchObject({ status: 403 });
  });

  test.each([{}, nodeFetch, { "user-agent": "python-requests/2" }])("with %j are allowed", (headers: Headers) => {
    expect(refuseBrowserWrite(asks("POST", headers), false)).toBeUndefined();
  });

  test("an own page may write only if allowed, a foreign page never", () => {
    expect(refuseBrowserWrite(asks("POST", ownPage), true)).toBeUndefined();
    for (const headers of foreign)
      expect(refuseBrowserWrite(asks("POST", headers), true)).toMatchObject({ status: 403 });
  });
});

describe("bodies", () => {
  const types = [
    "text/plain",
    "text/plain; application/json",
    "application/x-www-form-urlencoded",
    "multipart/form-data; boundary=x",
    "application/jsonp",
    "application/json, text/plain",
    "text/plain, application/json",
    "",
  ];
  test.each(types)("of type %j are refused, even when empty", (type) => {
    for (const hasBody of [true, false])
      expect(refuseContentType(asks("POST", { "content-type": type }), hasBody)).toMatchObject({ status: 415 });
  });

  test("a body without a type is refused; a request without a body is allowed", () => {
    expect(refuseContentType(asks("POST", {}), true)).toMatchObject({ status: 415 });
    expect(refuseContentType(asks("POST", {}), false)).toBeUndefined();
  });

  test.each(["application/json", "application/json; charset=utf-8", "Application/JSON ;charset=x"])(
    "of type %j are accepted",
    (type) => expect(refuseContentType(asks("POST", { "content-type": type }), true)).toBeUndefined(),
  );
});
