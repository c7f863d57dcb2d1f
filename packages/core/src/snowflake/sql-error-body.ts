/** The fields of the SQL REST API's error body; fields of unexpected types are omitted. */
export interface SqlErrorBody {
  readonly code: string | undefined;
  readonly sqlState: string | undefined;
  readonly message: string;
  readonly statementHandle: string | undefined;
}

/** Reads the body of an error response; a body that is not JSON is the message. */
export const readSqlErrorBody = (text: string): SqlErrorBody => {
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch {
    // Plain text, a proxy's page, or an empty body.
  }
  const fields = typeof body === "object" && body !== null ? (body as Record<string, unknown>) : {};
  const field = (name: string): string | undefined => {
    const value = fields[name];
    return typeof value === "string" && value !== "" ? value : undefined;
  };
  return {
    code: field("code"),
    sqlState: field("sqlState"),
    message: field("message") ?? (body === undefined ? text : ""),
    statementHandle: field("statementHandle"),
  };
};
