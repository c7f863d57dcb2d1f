import { causeText } from "./cause-text.ts";

/** What is wrong with a secure connection, and what to do: the parts of a message after the request's name. */
const problems: ReadonlyArray<readonly [parts: ReadonlyArray<string>, sentence: string]> = [
  [
    // OpenSSL's and BoringSSL's alerts, and rustls's (Deno).
    ["certificate_required", "certificate required", "certificaterequired", "alert_bad_certificate", "badcertificate"],
    "the server demands a client certificate. Set tls.cert and tls.key of the adapter, or --client-cert and --client-key of the command",
  ],
  [
    [
      "self_signed",
      "self-signed",
      "self signed",
      "unable_to_get_issuer",
      "unable to get issuer",
      "unable to get local issuer",
      "unable_to_verify_leaf",
      "unable to verify the first",
      "cert_untrusted",
      "unknownissuer",
      "unknown issuer",
    ],
    "no certificate authority that this program knows has signed the server's certificate. Name the file with the authority's certificate in NODE_EXTRA_CA_CERTS (on Deno in DENO_CERT, or set DENO_TLS_CA_STORE=system), in tls.ca of the adapter, or with --ca-file of the command",
  ],
  [
    ["cert_has_expired", "certificate has expired", "certificate: expired", "certificate expired"],
    "the server's certificate has expired. Renew it, and check the clock of this machine",
  ],
  [
    ["cert_not_yet_valid", "not yet valid", "notvalidyet"],
    "the server's certificate is not valid yet. Check the clock of this machine",
  ],
  [
    ["altname_invalid", "altnames", "hostname_mismatch", "hostname mismatch", "notvalidforname", "not valid for name"],
    "the server's certificate is for another host name. Use a host name of the certificate in the address",
  ],
  [
    ["wrong_version_number", "wrong version number", "packet_length_too_long", "http_request", "invalidcontenttype"],
    "the server does not speak TLS at this port. Check the port, or use http:// in the address",
  ],
  [
    ["alert_handshake_failure", "handshakefailure", "no_protocols", "unsupported_protocol", "protocol version"],
    "the server refused the TLS handshake. It may demand a client certificate (tls.cert and tls.key of the adapter, --client-cert and --client-key of the command) or another version of TLS",
  ],
];

/** The sentence for a failed secure connection, from the words of the runtime's TLS library; undefined for words that it does not know. */
export const tlsProblem = (cause: unknown): string | undefined => {
  const text = causeText(cause).toLowerCase();
  return problems.find(([parts]) => parts.some((part) => text.includes(part)))?.[1];
};

/** The sentence for a connection that was lost because the server demands a client certificate: TLS 1.3 refuses one after the request. */
export const certificateDemand = (cause: unknown): string | undefined => {
  const sentence = tlsProblem(cause);
  return sentence === problems[0]?.[1] ? sentence : undefined;
};
