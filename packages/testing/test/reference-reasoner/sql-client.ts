import { randomUUID } from "node:crypto";
import type { ReferenceReasoner } from "../../src/index.ts";
import type { RecordedBinding } from "../recordings-reasoner/recorded-exchanges.ts";

/** A body of the SQL REST API; its fields depend on the response. */
export interface SqlBody {
  readonly code?: string;
  readonly sqlState?: string;
  readonly message?: string;
  readonly statementHandle?: string;
  readonly resultSetMetaData?: {
    readonly numRows: number;
    readonly rowType: ReadonlyArray<{ readonly name: string; readonly type: string }>;
    readonly partitionInfo: ReadonlyArray<{ readonly rowCount: number }>;
  };
  readonly data?: ReadonlyArray<ReadonlyArray<string | null>>;
}

export interface SqlReply {
  readonly status: number;
  readonly headers: Headers;
  readonly body: SqlBody;
}

/** The bindings of a statement, in the documented form. */
export const bindingsOf = (
  values: ReadonlyArray<RecordedBinding>,
): Record<string, { type: string; value: string | null }> =>
  Object.fromEntries(values.map((value, index) => [String(index + 1), bindingOf(value)]));

const bindingOf = (value: RecordedBinding): { type: string; value: string | null } => {
  if (value === null) return { type: "TEXT", value };
  if (typeof value === "boolean") return { type: "BOOLEAN", value: String(value) };
  return { type: typeof value === "number" ? "FIXED" : "TEXT", value: String(value) };
};

/** Sends one request to the SQL REST API of a reference reasoner. */
export const sqlRequest = async (
  reasoner: ReferenceReasoner,
  path: string,
  init: { readonly method?: string; readonly headers?: Record<string, string>; readonly body?: string } = {},
): Promise<SqlReply> => {
  const response = await fetch(`${reasoner.snowflakeUrl}${path}`, {
    ...init,
    headers: { accept: "application/json", "content-type": "application/json", ...init.headers },
  });
  return { status: response.status, headers: response.headers, body: (await response.json()) as SqlBody };
};

/** Submits one statement. */
export const submit = (
  reasoner: ReferenceReasoner,
  statement: string,
  values: ReadonlyArray<RecordedBinding> = [],
  options: { readonly query?: string; readonly headers?: Record<string, string>; readonly timeout?: number } = {},
): Promise<SqlReply> =>
  sqlRequest(reasoner, `/api/v2/statements?${options.query ?? `requestId=${randomUUID()}`}`, {
    method: "POST",
    headers: options.headers ?? {},
    body: JSON.stringify({
      statement,
      ...(values.length === 0 ? {} : { bindings: bindingsOf(values) }),
      ...(options.timeout === undefined ? {} : { timeout: options.timeout }),
    }),
  });

/** The rows of a result by column name. */
export const rowsOf = ({ body }: SqlReply): ReadonlyArray<Readonly<Record<string, string | null>>> => {
  const names = body.resultSetMetaData?.rowType.map(({ name }) => name) ?? [];
  return (body.data ?? []).map((row) => Object.fromEntries(names.map((name, index) => [name, row[index] ?? null])));
};
