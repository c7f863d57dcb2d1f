import type { JobwireError } from "../errors.ts";
import type { Redactor } from "../redaction/redactor.ts";
import type { HttpTimeouts } from "./http-timeouts.ts";
import type { TokenSource } from "./token-source.ts";
import type { RefusedResponse } from "./http.ts";
import type { TokenProvider } from "./token-provider.ts";

/** The address of one server and how to talk to it. */
export interface HttpOptions {
  /** The server's URL, with a path prefix if needed. Not http or https is `InvalidRequest`. */
  readonly baseUrl: string;
  /** Further headers of every request. The client treats their values as secrets. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /** After the server refused a token, the client asks a token function or a provider for another one and sends the request again. */
  readonly token?: TokenSource | TokenProvider | undefined;
  /** The header for the token; default `authorization`. */
  readonly tokenHeader?: string | undefined;
  /** Builds the header's value from the token; default `Bearer <token>`. */
  readonly tokenValue?: ((token: string) => string) | undefined;
  /** Allow a token or headers over plain http to a host that is not loopback. Default false. */
  readonly allowInsecureToken?: boolean | undefined;
  /** The limits of each request. See {@link HttpTimeouts} for the defaults. */
  readonly timeouts?: HttpTimeouts | undefined;
  /**
   * Accept gzip for whole responses and unpack them; default false: the client declines gzip, and a packed response is an
   * error.
   */
  readonly gzip?: boolean | undefined;
  /** Returns the error for a request that the client must not send; its message begins with `label`. */
  readonly guard?: ((label: string, method: string) => JobwireError | undefined) | undefined;
  /** The advice for an address where the server does not speak HTTP: the last sentence of that error. */
  readonly notHttp?: string | undefined;
  /** Knows the secrets of the client that owns this origin; default: a new one. */
  readonly redactor?: Redactor | undefined;
  /** True for the text of a 403 that refuses the token itself, as a 401 does. Default: no 403 does. */
  readonly isTokenRefusal?: ((text: string) => boolean) | undefined;
  /** Makes the error for a response that is not a success. */
  readonly describe: (response: RefusedResponse) => JobwireError;
}
