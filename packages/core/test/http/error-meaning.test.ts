import { describe, expect, it } from "vitest";
import {
  BadResponse,
  Conflict,
  ConnectionFailed,
  InvalidRequest,
  ServerError,
  Timeout,
  Unauthorized,
} from "../../src/errors.ts";
import { sendNature } from "../../src/http/send-nature.ts";
import { isNoHttpServer, isWrongServer } from "../../src/http/wrong-server.ts";

const message = "GET http://head/: x";
const failed = (reason: NonNullable<ConnectionFailed["reason"]>): ConnectionFailed =>
  new ConnectionFailed({ message, reason });
const bad = (statusCode?: number, reason: NonNullable<BadResponse["reason"]> = "status"): BadResponse =>
  new BadResponse({ message, reason, ...(statusCode === undefined ? {} : { statusCode }) });

describe("what a failed write proves", () => {
  it.each([
    ["refused", "not-sent"],
    ["unresolved", "not-sent"],
    ["unreachable", "not-sent"],
    ["tls", "refused"],
    ["blocked", "refused"],
    ["reset", "ambiguous"],
    ["truncated", "ambiguous"],
    ["aborted", "ambiguous"],
    ["unknown", "ambiguous"],
  ] as const)("a connection that failed by %s: %s", (reason, nature) => {
    expect(sendNature(failed(reason))).toBe(nature);
  });

  it.each([
    [399, "ambiguous"],
    [400, "refused"],
    [405, "refused"],
    [499, "refused"],
    [500, "ambiguous"],
    [200, "ambiguous"],
    [undefined, "ambiguous"],
  ])("an unreadable response of status %s: %s", (status, nature) => {
    expect(sendNature(bad(status))).toBe(nature);
  });

  it("a timeout and a fault of the server leave it open; a refusal does not", () => {
    expect(sendNature(new Timeout({ message, reason: "request" }))).toBe("ambiguous");
    expect(sendNature(new ServerError({ message, reason: "internal", statusCode: 500 }))).toBe("ambiguous");
    expect(sendNature(new InvalidRequest({ message, reason: "server" }))).toBe("refused");
    expect(sendNature(new Unauthorized({ message }))).toBe("refused");
    expect(sendNature(new Conflict({ message }))).toBe("refused");
  });
});

describe("another server at the address", () => {
  it.each([
    [failed("not-http"), true, true],
    [failed("tls"), true, true],
    [failed("reset"), false, false],
    [bad(200, "page"), false, true],
    [bad(200, "json"), false, false],
    [new ServerError({ message, statusCode: 500 }), false, false],
  ])("%s", (error, noHttp, wrong) => {
    expect(isNoHttpServer(error)).toBe(noHttp);
    expect(isWrongServer(error)).toBe(wrong);
  });
});
