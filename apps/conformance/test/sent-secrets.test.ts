import { describe, expect, it } from "vitest";
import { sentSecrets } from "../src/runner/sent-secrets.ts";

const request = (path: string, headers: Readonly<Record<string, string>> = {}) =>
  ({ method: "GET", url: path, path: path.split("?")[0] ?? "", headers }) as never;
const world = { url: "http://127.0.0.1:1/ray", token: "a+secret" };
const server = (url: string, ...requests: ReadonlyArray<never>) => ({ url, requests });

describe("the requests of a cell", () => {
  it("may carry the token to the configured origin", () => {
    const own = server("http://127.0.0.1:1", request("/api/version", { authorization: "Bearer a+secret" }));
    expect(sentSecrets("ray", world, [own])).toEqual([]);
  });

  it("are reported when the token is in a URL, even percent-encoded", () => {
    const own = server("http://127.0.0.1:1", request("/a?t=a+secret"), request("/b?t=a%2Bsecret"));
    expect(sentSecrets("agent", world, [own])).toEqual([
      "the token is in the URL of GET /a",
      "the token is in the URL of GET /b",
    ]);
  });

  it("are reported when the token went to another server", () => {
    const other = server("http://127.0.0.1:2", request("/x", { "x-ray-authorization": "a+secret" }), request("/y"));
    expect(sentSecrets("ray", world, [other])).toEqual(["the token went to another server: GET /x"]);
  });
});
