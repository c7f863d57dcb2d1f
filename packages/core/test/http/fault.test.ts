import { describe, expect, it } from "vitest";
import { AdapterFault, type FaultReason } from "../../src/adapter.ts";
import { connectionFailed, requestFailed } from "../../src/http/fault.ts";

const label = "GET http://head/api/version";
const scrub = (text: string): string => text.replaceAll("hunter2", "***");
const reasons: ReadonlyArray<FaultReason> = [
  "refused",
  "unresolved",
  "unreachable",
  "tls",
  "reset",
  "truncated",
  "not-http",
  "handshake",
  "redirected",
  "blocked",
  "aborted",
  "unknown",
];

describe("a connection that fails", () => {
  it.each(reasons)("%s keeps its reason and says in words what happened", (reason) => {
    const error = connectionFailed(label, new AdapterFault(reason, "native words"), scrub);
    expect(error).toMatchObject({ _tag: "ConnectionFailed", reason });
    expect(error.message).toMatch(new RegExp(`^${label}: [a-zA-Z]+ [a-z]+ [a-z]+`));
    expect(error.message).not.toContain("undefined");
    expect(error.message.replace(" (native words)", "")).not.toMatch(/\(\)$/);
  });

  it("has a message of its own for each reason", () => {
    const messages = reasons.map((reason) => connectionFailed(label, new AdapterFault(reason, ""), scrub).message);
    expect(new Set(messages).size).toBe(reasons.length);
  });

  it.each(reasons)("%s shows the runtime's words only where they say more", (reason) => {
    const { message } = connectionFailed(label, new AdapterFault(reason, "native hunter2"), scrub);
    const shows = reason === "unknown" || reason === "tls" || reason === "handshake";
    expect(message.includes("(native ***)")).toBe(shows);
    expect(message).not.toContain("hunter2");
  });

  it("shows at most 200 characters of the runtime's words", () => {
    const { message } = connectionFailed(label, new AdapterFault("unknown", "w".repeat(5000)), scrub);
    expect(message.match(/w+/)?.[0]?.length ?? 0).toBeLessThanOrEqual(200);
    expect(message).toContain("w".repeat(199));
  });

  it("reads what is no fault of an adapter as unknown, with an error's words", () => {
    const error = connectionFailed(label, new TypeError("terminated by hunter2"), scrub);
    expect(error.reason).toBe("unknown");
    expect(error.message).toContain("(terminated by ***)");
    expect(JSON.stringify(error.cause, Object.getOwnPropertyNames(error.cause))).not.toContain("hunter2");
    expect(connectionFailed(label, "just text", scrub).message).toMatch(/ server is running$/);
    expect(connectionFailed(label, new AdapterFault("refused", "native words"), scrub).message).toMatch(
      / server is running$/,
    );
  });

  it.each([
    ["refused", /refused/],
    ["unresolved", /host name/],
    ["unreachable", /reach/],
  ] as const)("%s by a proxy names the proxy, whose characters are made visible", (reason, words) => {
    const fault = new AdapterFault(reason, "x", { proxy: "http://proxy:3128\u001b[31m" });
    const { message } = connectionFailed(label, fault, scrub);
    expect(message).toContain("http://proxy:3128\\x1b[31m");
    expect(message).toMatch(words);
    expect(message).toContain("HTTP_PROXY");
    const others = (["refused", "unresolved", "unreachable"] as const)
      .filter((other) => other !== reason)
      .map(
        (other) => connectionFailed(label, new AdapterFault(other, "x", { proxy: "http://proxy:3128" }), scrub).message,
      );
    expect(others).not.toContain(message.replace("\\x1b[31m", ""));
  });

  it.each([
    [407, "blocked", /did not accept the credentials, or wants some \(status 407\)\. Set its URL with a user/],
    [
      403,
      "blocked",
      /refused to connect to the server \(status 403\)\. Allow the server in the proxy, or add .* NO_PROXY/,
    ],
    [502, "unreachable", /could not connect to the server \(status 502\)\. Check the address, or add .* NO_PROXY/],
    [403, "handshake", /refused to connect to the server \(status 403\)/],
    [undefined, "tls", /the secure connection to the proxy at .* failed/],
  ] as const)("%s from a proxy, %s, names the proxy and what to do", (proxyStatus, reason, words) => {
    const fault = new AdapterFault(reason, "native words", {
      proxy: "http://proxy:3128 (from HTTPS_PROXY)",
      proxyStatus,
    });
    const error = connectionFailed(label, fault, scrub);
    expect(error.reason).toBe(reason);
    expect(error.message).toContain("the proxy at http://proxy:3128 (from HTTPS_PROXY)");
    expect(error.message).toMatch(words);
    expect(error.message).not.toContain("native words");
  });

  it("is a refused redirect when the runtime hides where to, and stays what it is otherwise", () => {
    const hidden = requestFailed(label, new AdapterFault("redirected", "x"), scrub);
    expect(hidden).toMatchObject({ _tag: "RedirectRefused", reason: "hidden" });
    expect(hidden.message).toContain(label);
    expect(hidden.cause).toBeDefined();
    expect(requestFailed(label, new AdapterFault("reset", "x"), scrub)).toMatchObject({
      _tag: "ConnectionFailed",
      reason: "reset",
    });
  });
});
