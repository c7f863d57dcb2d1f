import { expect, test } from "vitest";
import { faultFrom, type Phase, reasonOf } from "../src/faults.ts";

const coded = (code: string, message = ""): Error => Object.assign(new Error(message), { code });
const several = (...codes: ReadonlyArray<string>): AggregateError =>
  new AggregateError(codes.map((code) => coded(code)));

/** The reason of each native error while connecting, while waiting for a response, and in a WebSocket handshake. */
const table: ReadonlyArray<readonly [error: Error, connect: string, answer: string, handshake: string]> = [
  [coded("ECONNREFUSED"), "refused", "reset", "refused"],
  [several("ECONNREFUSED", "ECONNREFUSED"), "refused", "reset", "refused"],
  [new Error("outer", { cause: coded("ECONNREFUSED") }), "refused", "reset", "refused"],
  [coded("ENOTFOUND"), "unresolved", "reset", "unresolved"],
  [coded("EAI_AGAIN"), "unresolved", "reset", "unresolved"],
  [coded("EAI_FAIL"), "unresolved", "reset", "unresolved"],
  [coded("ENETUNREACH"), "unreachable", "reset", "unreachable"],
  [coded("EHOSTUNREACH"), "unreachable", "reset", "unreachable"],
  [coded("EADDRNOTAVAIL"), "unreachable", "reset", "unreachable"],
  [coded("ETIMEDOUT"), "unreachable", "reset", "unreachable"],
  [coded("UND_ERR_CONNECT_TIMEOUT"), "unreachable", "reset", "unreachable"],
  [
    coded("UND_ERR_ABORTED", "Proxy response (407) !== 200 when HTTP Tunneling"),
    "unreachable",
    "unknown",
    "unreachable",
  ],
  [coded("ECONNRESET"), "unreachable", "reset", "reset"],
  [coded("EPIPE"), "unreachable", "reset", "reset"],
  [coded("UND_ERR_SOCKET"), "unreachable", "reset", "reset"],
  [
    coded("ECONNRESET", "Client network socket disconnected before secure TLS connection was established"),
    "tls",
    "reset",
    "tls",
  ],
  [coded("DEPTH_ZERO_SELF_SIGNED_CERT"), "tls", "reset", "tls"],
  [coded("SELF_SIGNED_CERT_IN_CHAIN"), "tls", "reset", "tls"],
  [coded("UNABLE_TO_VERIFY_LEAF_SIGNATURE"), "tls", "reset", "tls"],
  [coded("UNABLE_TO_GET_ISSUER_CERT_LOCALLY"), "tls", "reset", "tls"],
  [coded("CERT_HAS_EXPIRED"), "tls", "reset", "tls"],
  [coded("ERR_TLS_CERT_ALTNAME_INVALID"), "tls", "reset", "tls"],
  [coded("ERR_SSL_WRONG_VERSION_NUMBER"), "tls", "reset", "tls"],
  [coded("ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED"), "tls", "tls", "tls"],
  [coded("EPROTO"), "tls", "reset", "tls"],
  [coded("UND_ERR_INVALID_ARG"), "blocked", "unknown", "blocked"],
  [coded("UND_ERR_NOT_SUPPORTED"), "blocked", "unknown", "blocked"],
  [coded("ERR_INVALID_URL"), "blocked", "unknown", "blocked"],
  [coded("ERR_INVALID_CHAR"), "blocked", "unknown", "blocked"],
  [new SyntaxError("The URL contains a fragment identifier"), "blocked", "unknown", "blocked"],
  [coded("HPE_INVALID_CONSTANT"), "not-http", "not-http", "handshake"],
  [new Error("Invalid Sec-WebSocket-Accept header"), "unknown", "unknown", "handshake"],
  [coded("UND_ERR_HEADERS_OVERFLOW"), "unknown", "unknown", "unknown"],
  [coded("HPE_HEADER_OVERFLOW"), "unknown", "unknown", "handshake"],
  [coded("EMFILE"), "unknown", "unknown", "unknown"],
];

test.each(table.map((row) => ({ name: nameOf(row[0]), row })))("$name", ({ row: [error, ...words] }) => {
  const phases: ReadonlyArray<Phase> = ["connect", "answer", "handshake", "body"];
  expect(phases.map((phase) => reasonOf(error, phase))).toEqual([...words, "truncated"]);
});

function nameOf(error: Error): string {
  return `${(error as { code?: string }).code ?? error.constructor.name} ${error.message}`.trim();
}

test("anything thrown becomes a fault with the original as its cause", () => {
  for (const thrown of ["text", undefined, null, 7, {}, Object.create(null)]) {
    const fault = faultFrom(thrown, "connect", "http://host");
    expect([fault.reason, fault.cause]).toEqual(["unknown", thrown]);
    expect(fault.message).toContain("http://host");
  }
});
