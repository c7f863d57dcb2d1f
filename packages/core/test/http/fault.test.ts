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

describe("a secure connection that fails", () => {
  /** As the adapters report it: the runtime's error is the cause. */
  const messageOf = (words: string, code?: string, reason: FaultReason = "tls"): string => {
    const native = Object.assign(new Error(words), code === undefined ? {} : { code });
    return connectionFailed(label, new AdapterFault(reason, "connecting to https://head", { cause: native }), scrub)
      .message;
  };

  it.each([
    ["self-signed certificate in certificate chain", "SELF_SIGNED_CERT_IN_CHAIN"],
    ["self signed certificate", "DEPTH_ZERO_SELF_SIGNED_CERT"],
    ["unable to verify the first certificate", "UNABLE_TO_VERIFY_LEAF_SIGNATURE"],
    ["unable to get local issuer certificate", "UNABLE_TO_GET_ISSUER_CERT_LOCALLY"],
    ["client error (Connect): invalid peer certificate: UnknownIssuer", undefined],
  ])("for a private authority names the ways to trust it: %s", (words, code) => {
    const message = messageOf(words, code);
    for (const way of ["NODE_EXTRA_CA_CERTS", "DENO_CERT", "DENO_TLS_CA_STORE", "tls.ca", "--ca-file"])
      expect(message).toContain(way);
  });

  it.each([
    ["tlsv13 alert certificate required:SSL alert number 116", "ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED", "tls"],
    ["tlsv13 alert certificate required:SSL alert number 116", "ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED", "reset"],
    ["received fatal alert: CertificateRequired", undefined, "tls"],
    ["sslv3 alert bad certificate", "ERR_SSL_SSLV3_ALERT_BAD_CERTIFICATE", "reset"],
    ["ssl/tls alert handshake failure", "ERR_SSL_SSL/TLS_ALERT_HANDSHAKE_FAILURE", "tls"],
  ] as const)("for a demanded client certificate names how to send one: %s, %s, %s", (words, code, reason) => {
    const message = messageOf(words, code, reason);
    for (const way of ["tls.cert", "tls.key", "--client-cert", "--client-key"]) expect(message).toContain(way);
  });

  it.each([
    ["certificate has expired", "CERT_HAS_EXPIRED", /expired.*clock/],
    ["invalid peer certificate: Expired", undefined, /expired/],
    ["Hostname/IP does not match certificate's altnames", "ERR_TLS_CERT_ALTNAME_INVALID", /another host name/],
    ["invalid peer certificate: NotValidForName", undefined, /another host name/],
    ["wrong version number", "ERR_SSL_WRONG_VERSION_NUMBER", /use http:\/\//],
    ["received corrupt message of type InvalidContentType", undefined, /use http:\/\//],
    ["something new", undefined, /Check the certificate and that the server speaks https/],
  ])("%s is explained", (words, code, expected) => expect(messageOf(words, code)).toMatch(expected));

  it("keeps the sentence of a lost connection for any other cause", () => {
    expect(messageOf("read ECONNRESET", "ECONNRESET", "reset")).toContain("the connection was lost before");
    expect(messageOf("self signed certificate", "DEPTH_ZERO_SELF_SIGNED_CERT", "reset")).toContain("was lost before");
  });
});
