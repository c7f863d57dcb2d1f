import * as Effect from "effect/Effect";
import * as Fiber from "effect/Fiber";
import type { Adapter } from "../adapter.ts";
import { checked, positiveMs } from "../surface/checked.ts";
import { CreateOutcomeUnknown, InvalidRequest, type JobwireError, Timeout } from "../errors.ts";
import type { Submit } from "../generated/snowflake-sql-api.ts";
import { withoutEnding } from "../http/text-parts.ts";
import { sendNature } from "../http/send-nature.ts";
import { leadMsOf } from "../poll/last-looks.ts";
import { monotonicMs } from "../monotonic.ts";
import type { RetryBudget } from "../retry/retry-budget.ts";
import { callRetries } from "../retry/call-retries.ts";
import { retrying, type RetryPolicy } from "../retry/retrying.ts";
import type { Redactor } from "../redaction/redactor.ts";
import { encodeBindings } from "./bindings.ts";
import { newRequestId } from "./request-id.ts";
import type { SnowflakeAccountOptions } from "./options.ts";
import { readResult } from "./read-result.ts";
import type { SnowflakeSql, SqlBinding, SqlExecuteOptions, SqlResult } from "./sql.ts";
import { explainCallRefusal } from "./sql-failure.ts";
import { makeStatementApi, type StatementResponse } from "./statement-api.ts";
import type { SnowflakeTokens } from "./tokens.ts";
import { annotateSpan, inSpan } from "../surface/spans.ts";

/** The default time limit of a statement in milliseconds, on the server as well. */
const defaultTimeoutMs = 900_000;
/** The delays between polls double from the first to the longest. */
const firstPollMs = 50;
const maxPollMs = 2000;
/**
 * The number of tries of each poll and partition of a read; a write retries each request for this many milliseconds, since its
 * outcome matters more.
 */
const writeForMs = 60_000;
/** An abort waits this long for the cancel of its statement: it must be over within a second. */
const cancelMs = 500;

/** The text without its final semicolon: no documentation states whether the API accepts one. */
const single = (statement: unknown): string => {
  const text = typeof statement === "string" ? withoutEnding(statement.trim(), ";") : "";
  if (text !== "") return text;
  throw new InvalidRequest({
    message: "the statement is empty or not a string. Pass the text of one statement",
    reason: "local",
  });
};

/**
 * Runs the statements of one account. Sends each with `async=true`, so that its handle is known at once and the client can poll
 * and cancel it, whatever happens. Throws `InvalidRequest` (reason `local`) when the options cannot work.
 */
export const makeSnowflakeSql = (
  adapter: Adapter,
  options: SnowflakeAccountOptions,
  shared: { readonly tokens: Pick<SnowflakeTokens, "sql">; readonly budget: RetryBudget; readonly redactor?: Redactor },
): SnowflakeSql => {
  const api = makeStatementApi(adapter, options, shared.tokens, {
    redactor: shared.redactor,
    log: shared.budget.log,
  });
  const { database, schema, warehouse, role, queryTag } = options;
  const session = {
    ...(database === undefined ? {} : { database }),
    ...(schema === undefined ? {} : { schema }),
    ...(warehouse === undefined ? {} : { warehouse }),
    ...(role === undefined ? {} : { role }),
    ...(queryTag === undefined ? {} : { parameters: { query_tag: queryTag } }),
  };

  const run = (body: Submit, write: boolean, timeoutMs: number): Effect.Effect<SqlResult, JobwireError> =>
    Effect.flatMap(callRetries, ({ attempts, forMs, chosen }) => {
      const { budget } = shared;
      const policy: RetryPolicy =
        write && !chosen ? { budget, forMs: forMs ?? writeForMs } : { budget, attempts, forMs };
      const requestId = newRequestId();
      const what = `${write ? "write" : "statement"} at ${api.address}`;
      let sends = 0;
      /** True while the server may have run the statement and its outcome is unknown. */
      let open = false;
      /** The statement to cancel if this run ends first. */
      let running: string | undefined;

      const submit = Effect.suspend(() => {
        const before = open;
        open = true;
        sends += 1;
        return Effect.tapError(api.submit(body, requestId, sends > 1), (error) =>
          Effect.sync(() => {
            // A send that failed without effect leaves the outcome of the earlier sends as it was.
            if (sendNature(error) !== "ambiguous") open = before;
          }),
        );
      }).pipe(
        // The caller of a read repeats it: a second loop here would multiply the tries.
        write ? retrying(policy) : (once) => once,
      );

      const finished = Effect.gen(function* () {
        const lastPollAt = (yield* monotonicMs) + timeoutMs - leadMsOf(timeoutMs);
        let response: StatementResponse = yield* submit;
        for (let delayMs = firstPollMs; response.state === "running"; delayMs = Math.min(delayMs * 2, maxPollMs)) {
          // The first handle counts: the server has no reason to name another.
          running ??= response.handle;
          // The server may ask for a longer wait than the time left: then the last poll comes just before the end.
          const leftMs = lastPollAt - (yield* monotonicMs);
          const wantedMs = Math.max(delayMs, response.retryAfterMs ?? 0);
          yield* Effect.sleep(leftMs > 0 ? Math.min(wantedMs, Math.ceil(leftMs)) : wantedMs);
          response = yield* retrying(policy)(api.poll(running));
        }
        running = undefined;
        return response;
      }).pipe(
        Effect.tapError((error) =>
          Effect.sync(() => {
            // The statement itself ended: nothing is left to cancel, and its outcome is known.
            if (error.statusCode !== 422 && error.reason !== "statement") return;
            running = undefined;
            open = false;
          }),
        ),
        Effect.onExit(() => {
          if (running === undefined) return Effect.void;
          // In a fiber of its own: an interruption of this one would end both the request and its time limit.
          const cancelled = Effect.isSuccess(Effect.timeout(api.cancel(running), cancelMs));
          return Effect.forkDetach(Effect.interruptible(cancelled)).pipe(
            Effect.flatMap(Fiber.join),
            Effect.flatMap((done) => annotateSpan("jobwire.statement.cancelled", done)),
          );
        }),
      );

      const unknown = (error: JobwireError): JobwireError =>
        new CreateOutcomeUnknown({
          message: `${what}: the statement was sent, but its outcome is unknown (${error.message}). Check its effect before you run it again`,
          reason: error._tag === "Timeout" ? "timeout" : "unreadable",
          cause: error,
        });

      return finished.pipe(
        Effect.flatMap(({ label, text }) => readResult(api, policy, label, text)),
        Effect.timeoutOrElse({
          duration: timeoutMs,
          orElse: () =>
            Effect.fail(
              new Timeout({
                message: `${what}: the statement did not finish within ${timeoutMs} ms (timeoutMs). Set a higher timeoutMs, or reduce the work of the statement`,
                reason: "deadline",
              }),
            ),
        }),
        Effect.mapError((error) => (write && open ? unknown(error) : error)),
      );
    });

  const execute = (
    statement: string,
    bindings: ReadonlyArray<SqlBinding>,
    options: SqlExecuteOptions = {},
  ): Effect.Effect<SqlResult, JobwireError> =>
    checked(() => {
      const timeoutMs = positiveMs("timeoutMs", options.timeoutMs) ?? defaultTimeoutMs;
      const bound = encodeBindings(bindings);
      const body: Submit = {
        statement: single(statement),
        // The server ends the statement at this limit, whatever happens to this client.
        timeout: Math.min(Math.max(Math.ceil(timeoutMs / 1000), 1), 604_800),
        ...session,
        ...(bound === undefined ? {} : { bindings: bound }),
      };
      return run(body, options.effect === "write", timeoutMs);
    }).pipe(
      Effect.flatten,
      Effect.mapError((error) => api.redactor.error(explainCallRefusal(statement)(error))),
      inSpan("jobwire.snowflake.execute", { "server.address": api.address, "db.system": "snowflake" }),
    );

  return { address: api.address, execute };
};
