import * as Effect from "effect/Effect";
import type { Adapter } from "../../adapter.ts";
import { BadResponse, type JobwireError } from "../../errors.ts";
import type { paths } from "../../generated/reasoner-jobs.ts";
import type { TokenSource } from "../../http/token-source.ts";
import { noJson } from "../../http/no-json.ts";
import type { Http } from "../../http/http.ts";
import type { HttpTimeouts } from "../../http/http-timeouts.ts";
import { makeHttp } from "../../http/make-http.ts";
import type { TokenProvider } from "../../http/token-provider.ts";
import { makeTypedCall, type TypedCall } from "../../http/typed-call.ts";
import { excerpt } from "../../http/visible-text.ts";
import type { ClientLog } from "../../log/client-log.ts";
import type { Redactor } from "../../redaction/redactor.ts";
import { describeDirectAccess } from "./describe.ts";

/** The service behind one endpoint. */
export interface DirectAccessApi {
  readonly http: Http;
  readonly call: TypedCall<paths>;
}

/** The address of the service and how to connect to it. */
export interface DirectAccessApiOptions {
  readonly baseUrl: string;
  readonly token: TokenSource | TokenProvider | undefined;
  readonly allowInsecureToken: boolean | undefined;
  readonly redactor?: Redactor | undefined;
  readonly log?: ClientLog | undefined;
  readonly timeouts: HttpTimeouts | undefined;
}

/** Headers of every call that are not secret; `Content-Type` goes with a GET as well, as the SDK sends it. */
const plainHeaders = {
  accept: "application/json",
  "content-type": "application/json",
  "x-sf-spcs-authentication-method": "OAUTH",
};

/** Makes the calls of one endpoint. Throws `InvalidRequest` (reason `local`) when the options cannot work. */
export const makeDirectAccessApi = (adapter: Adapter, options: DirectAccessApiOptions): DirectAccessApi => {
  const http = makeHttp(adapter, {
    ...options,
    // The ingress expects this scheme and these quotes (docs/internals/servers.md#direct-access-requests).
    tokenValue: (token) => `Snowflake Token="${token}"`,
    describe: describeDirectAccess,
    notHttp: "Set address to the https address of the service's endpoint",
  });
  return { http, call: makeTypedCall<paths>(http, plainHeaders) };
};

const unexpectedShape = (label: string, text: string): BadResponse =>
  new BadResponse({
    message: `${label}: the response has an unexpected shape: ${text.trim() === "" ? "an empty body" : excerpt(text, 256)}`,
    reason: "shape",
    statusCode: 200,
  });

/** Parses a response's JSON (an empty body is undefined); a value that `read` does not understand fails with `BadResponse`. */
export const readResponse = <A>(
  label: string,
  text: string,
  read: (value: unknown) => A | undefined,
): Effect.Effect<A, JobwireError> => {
  let value: unknown;
  try {
    value = text.trim() === "" ? undefined : JSON.parse(text);
  } catch {
    return Effect.fail(noJson(label, text));
  }
  const result = read(value);
  return result === undefined ? Effect.fail(unexpectedShape(label, text)) : Effect.succeed(result);
};
