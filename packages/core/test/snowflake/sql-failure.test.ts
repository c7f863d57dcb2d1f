import { assert, describe, it } from "@effect/vitest";
import { describeSnowflake } from "../../src/snowflake/describe.ts";
import { explainCallRefusal } from "../../src/snowflake/sql-failure.ts";

const described = (status: number, body: unknown, method = "POST") =>
  describeSnowflake({
    label: "POST https://a.snowflakecomputing.com/api/v2/statements",
    method,
    path: "/api/v2/statements",
    status,
    headers: {},
    text: typeof body === "string" ? body : JSON.stringify(body),
    retryAfterMs: undefined,
  });

const sqlError = (message: string, code = "100132", sqlState = "P0000") => described(422, { code, sqlState, message });

describe("a failed statement", () => {
  // The messages were recorded from the Python client, which classifies its errors by them.
  it.each([
    ["Database 'MYAPP' does not exist or not authorized.", "NotFound", "app-missing"],
    ["Unknown user-defined function MYAPP.APP.X", "NotFound", "app-missing"],
    ["Unknown user-defined function MYAPP.API.X", "NotFound", "procedure-missing"],
    ["service has not been started", "NotReady", "app-not-started"],
    ["not reachable: Service suspended", "NotReady", "app-not-started"],
    ["Duo Security", "Unauthorized", "second-factor"],
    ["250001: Could not connect to Snowflake backend", "ServerError", "unavailable"],
    ["SQL compilation error: x", "InvalidRequest", "sql"],
    ["database not found", "NotFound", "database-missing"],
    ['state: ABORTED {"type":"T","message":"M","report":"R"}', "JobFailed", "aborted"],
    ["engine is not ready to accept jobs", "NotReady", "not-ready"],
    ["anything else", "InvalidRequest", "sql"],
  ])("with the message %j is %s (%s)", (message, tag, reason) => {
    const error = sqlError(message);
    assert.deepStrictEqual([error._tag, error.reason, error.statusCode], [tag, reason, 422]);
    assert.strictEqual(error.serverText, message);
    assert.include(error.message, "(code 100132, SQL state P0000)");
    if (error._tag === "JobFailed") assert.strictEqual(error.errorType, "T");
  });

  it("shows its reason on one line that is harmless to a terminal", () => {
    const error = sqlError("SQL compilation error:\nsyntax error line 1\r\nat\u001b[31m position 7");
    assert.include(error.message, "SQL compilation error: syntax error line 1 at\\x1b[31m position 7");
  });

  it("is Conflict when the statement was cancelled", () => {
    assert.deepInclude(sqlError("SQL execution canceled", "000604", "57014"), {
      _tag: "Conflict",
      reason: "cancelled",
    });
  });

  it("names Direct Access when the API refuses a CALL, and only then", () => {
    const refused = sqlError("Unsupported feature 'stored procedure with this return type'.", "391911", "0A000");
    const explained = explainCallRefusal("  Call APP.api.GET_JOB(?, ?)")(refused);
    assert.deepInclude(explained, { _tag: "InvalidRequest", reason: "call-refused", statusCode: 422 });
    assert.match(explained.message, /Direct Access/);
    assert.strictEqual(explained.cause, refused);
    assert.strictEqual(explainCallRefusal("select 1")(refused), refused);
    const other = sqlError("Numeric value 'x' is not recognized");
    assert.strictEqual(explainCallRefusal("call a()")(other), other);
  });
});

describe("another response", () => {
  it.each([
    [
      400,
      { code: "390142", message: "Incoming request does not contain a valid payload." },
      "InvalidRequest",
      "server",
    ],
    [401, { code: "390303", message: "Invalid OAuth access token." }, "Unauthorized", undefined],
    [403, "", "Forbidden", undefined],
    [404, "not here", "NotFound", "unknown-path"],
    [405, "", "BadResponse", "status"],
    [415, "", "BadResponse", "status"],
    [408, { code: "000604", statementHandle: "h", message: "timeout" }, "Timeout", "statement"],
    [408, "", "ServerError", "request-timeout"],
    [429, { code: "390505", message: "Too many requests." }, "RateLimited", undefined],
    [429, { code: "333334", statementHandle: "h" }, "RateLimited", undefined],
    [500, { message: "internal" }, "ServerError", "internal"],
    [502, "<html>", "ServerError", "unavailable"],
    [503, "", "ServerError", "unavailable"],
    [504, "", "ServerError", "unavailable"],
    [422, "<html>nonsense", "InvalidRequest", "sql"],
    [422, ["x"], "InvalidRequest", "sql"],
    [422, { message: 7, code: {} }, "InvalidRequest", "sql"],
  ])("%i %j is %s (%s)", (status, body, tag, reason) => {
    const error = described(status, body);
    assert.deepStrictEqual([error._tag, error.reason, error.statusCode], [tag, reason, status]);
  });

  it("429 to a poll with a statement means that it is running", () => {
    assert.deepInclude(described(429, { code: "333334", statementHandle: "h" }, "GET"), {
      _tag: "NotReady",
      reason: "statement-running",
    });
    assert.strictEqual(described(429, { code: "390505" }, "GET")._tag, "RateLimited");
  });
});
