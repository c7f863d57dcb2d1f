import type { JobwireError } from "../errors.ts";

/** True when no HTTP server is at the address: the server speaks something else, or TLS where plain http was expected. */
export const isNoHttpServer = (error: JobwireError): boolean =>
  error._tag === "ConnectionFailed" && (error.reason === "not-http" || error.reason === "tls");

/** True when another server responded, with a web page or without HTTP: it did nothing of the request. */
export const isWrongServer = (error: JobwireError): boolean =>
  isNoHttpServer(error) || (error._tag === "BadResponse" && error.reason === "page");
