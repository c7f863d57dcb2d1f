import type { JobwireError } from "../errors.ts";
import type { Redactor } from "../redaction/redactor.ts";
import type { TokenSource } from "./token-source.ts";
import type { RefusedAnswer } from "./http.ts";
import type { TokenProvider } from "./token-provider.ts";

/** Time limits of each request, in milliseconds. */
export interface HttpTimeouts {
  /** To a response's head. Default 10,000. */
  readonly connectMs?: number | undefined;
  /** Between its pieces. Default 30,000. */
  readonly idleMs?: number | undefined;
  /**
   * One request as a whole: redirects, a renewed token and the body, for which each 100 kB add a second. Default: 60,000, or
   * 50,000 more than `connectMs` where that is longer.
   */
  readonly totalMs?: number | undefined;
}

/** How to reach one server. */
export interface HttpOptions {
  readonly baseUrl: string;
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /** A token function or a provider is asked for another token, once, when a request is answered by 401. */
  readonly token?: TokenSource | TokenProvider | undefined;
  /** The header that carries the token; default `authorization`. */
  readonly tokenHeader?: string | undefined;
  /** What the header says; default `Bearer <token>`. */
  readonly tokenValue?: ((token: string) => string) | undefined;
  readonly allowInsecureToken?: boolean | undefined;
  readonly timeouts?: HttpTimeouts | undefined;
  /** Whole answers may come packed by gzip, and are unpacked; default false: packing is declined, and an error. */
  readonly gzip?: boolean | undefined;
  /** The error for a request that must not be sent at all; `label` begins its message. */
  readonly guard?: ((label: string, method: string) => JobwireError | undefined) | undefined;
  /** What to do where the server does not speak HTTP: the last sentence of that error. */
  readonly notHttp?: string | undefined;
  /** Knows the secrets of the client that this origin belongs to; default one of its own. */
  readonly redactor?: Redactor | undefined;
  /** Makes the error of an answer that is not a success. */
  readonly describe: (answer: RefusedAnswer) => JobwireError;
}
