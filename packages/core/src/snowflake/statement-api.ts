import * as Effect from "effect/Effect";
import type { Adapter } from "../adapter.ts";
import { BadResponse, type JobwireError } from "../errors.ts";
import type { paths, Submit } from "../generated/snowflake-sql-api.ts";
import { makeHttp } from "../http/make-http.ts";
import { makeTypedCall, type TextResponse } from "../http/typed-call.ts";
import { excerpt } from "../http/visible-text.ts";
import type { ClientLog } from "../log/client-log.ts";
import type { Redactor } from "../redaction/redactor.ts";
import { parseAccount } from "./account.ts";
import { describeSnowflake } from "./describe.ts";
import type { SnowflakeAccountOptions } from "./options.ts";
import { decodeStatus } from "./result-set.ts";
import type { SnowflakeTokens } from "./tokens.ts";

/** The handle of a running statement, or the text of its result. */
export type StatementResponse =
  | { readonly state: "running"; readonly handle: string; readonly retryAfterMs: number | undefined }
  | { readonly state: "done"; readonly label: string; readonly text: string };

/** The calls of the SQL REST API; each tries once. A handle from the server is checked before it becomes part of a path. */
export interface StatementApi {
  readonly address: string;
  readonly redactor: Redactor;
  /** Sends a statement; `repeated` is true for all sends but the first of one `requestId`. */
  readonly submit: (
    body: Submit,
    requestId: string,
    repeated: boolean,
  ) => Effect.Effect<StatementResponse, JobwireError>;
  readonly poll: (handle: string) => Effect.Effect<StatementResponse, JobwireError>;
  /** The JSON of one partition after the first. */
  readonly partition: (handle: string, index: number) => Effect.Effect<TextResponse, JobwireError>;
  readonly cancel: (handle: string) => Effect.Effect<void, JobwireError>;
}

const checkHandle = (label: string, handle: string): Effect.Effect<string, BadResponse> =>
  /^[A-Za-z0-9_-]{1,100}$/.test(handle)
    ? Effect.succeed(handle)
    : Effect.fail(
        new BadResponse({
          message: `${label}: the server returned "${excerpt(handle, 80)}" as a statement's handle, which is not valid. Check that the address is the account's own`,
          reason: "shape",
          statusCode: 200,
        }),
      );

/** Makes the API of one account. Throws `InvalidRequest` (reason `local`) when the options cannot work. */
export const makeStatementApi = (
  adapter: Adapter,
  options: SnowflakeAccountOptions,
  tokens: Pick<SnowflakeTokens, "sql">,
  own: { readonly redactor?: Redactor | undefined; readonly log?: ClientLog | undefined } = {},
): StatementApi => {
  const { address } = parseAccount(options.account, options.address);
  const http = makeHttp(adapter, {
    baseUrl: address,
    token: tokens.sql,
    allowInsecureToken: options.allowInsecureToken,
    timeouts: options.timeouts,
    gzip: true,
    ...own,
    describe: describeSnowflake,
    notHttp: "Set account or address to that of the Snowflake account",
  });
  const call = makeTypedCall<paths>(http, {
    accept: "application/json",
    "x-snowflake-authorization-token-type": tokens.sql.type,
  });

  const toStatementResponse = (
    label: string,
    response: TextResponse,
  ): Effect.Effect<StatementResponse, JobwireError> => {
    if (response.status !== 202) return Effect.succeed({ state: "done", label, text: response.text });
    return decodeStatus(label, response.text).pipe(
      Effect.flatMap((handle) => checkHandle(label, handle)),
      Effect.map((handle) => ({ state: "running", handle, retryAfterMs: response.retryAfterMs })),
    );
  };

  return {
    address,
    redactor: http.redactor,
    submit: (body, requestId, repeated) => {
      const label = `POST ${address}/api/v2/statements`;
      const query = { requestId, async: true, ...(repeated ? { retry: true } : {}) };
      const sent = call(label, (client, init) =>
        client.POST("/api/v2/statements", { body, params: { query }, ...init }),
      );
      return Effect.flatMap(sent, (response) => toStatementResponse(label, response));
    },
    poll: (handle) => {
      const label = `GET ${address}/api/v2/statements/${handle}`;
      const sent = call(label, (client, init) =>
        client.GET("/api/v2/statements/{statementHandle}", {
          params: { path: { statementHandle: handle } },
          ...init,
        }),
      );
      return sent.pipe(
        Effect.flatMap((response) => toStatementResponse(label, response)),
        Effect.catchIf(
          (error) => error._tag === "NotReady" && error.reason === "statement-running",
          ({ retryAfterMs }) => Effect.succeed<StatementResponse>({ state: "running", handle, retryAfterMs }),
        ),
      );
    },
    partition: (handle, index) =>
      call(`GET ${address}/api/v2/statements/${handle}?partition=${index}`, (client, init) =>
        client.GET("/api/v2/statements/{statementHandle}", {
          params: { path: { statementHandle: handle }, query: { partition: index } },
          ...init,
        }),
      ),
    cancel: (handle) =>
      Effect.asVoid(
        call(`POST ${address}/api/v2/statements/${handle}/cancel`, (client, init) =>
          client.POST("/api/v2/statements/{statementHandle}/cancel", {
            params: { path: { statementHandle: handle } },
            ...init,
          }),
        ),
      ),
  };
};
