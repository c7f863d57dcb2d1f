/** Reads the recordings of the RelationalAI jobs client: its requests with their responses, and its SQL statements. */
import { readFileSync } from "node:fs";

/** The names of the recordings. */
export const reasonerRecordingFiles = [
  "auth.json",
  "da_mode_sql_statements.json",
  "da_sync_edge_cases.json",
  "da_sync_happy.json",
  "da_weaknesses.json",
  "sql_backend.json",
] as const;

/** A recording, parsed. */
export const reasonerRecording = (file: (typeof reasonerRecordingFiles)[number]): unknown =>
  JSON.parse(readFileSync(new URL(`../../recordings/reasoner/${file}`, import.meta.url), "utf8"));

/** One recorded request over Direct Access, with its response. */
export interface DirectAccessExchange {
  /** The part of the run, and the position in it. */
  readonly name: string;
  readonly method: string;
  /** From the path on, as sent. */
  readonly url: string;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** Null when nothing was sent. */
  readonly sent: string | null;
  readonly status: number;
  /** The recorder kept no response headers: its server sent JSON only. */
  readonly contentType: "application/json";
  readonly body: string;
}

interface HappyEntry {
  readonly request: {
    readonly method: string;
    readonly target: string;
    readonly headers: ReadonlyArray<readonly [string, string]>;
    readonly body_text: string;
  };
  readonly response: { readonly status: number; readonly body: unknown };
}

/** Every whole exchange over Direct Access, in the order of the run. */
export const directAccessExchanges = (): ReadonlyArray<DirectAccessExchange> =>
  Object.entries(reasonerRecording("da_sync_happy.json") as Record<string, ReadonlyArray<HappyEntry>>).flatMap(
    ([part, entries]) =>
      entries.map(({ request, response }, index) => ({
        name: `${part} ${index}: ${request.method} ${request.target}`,
        method: request.method,
        url: request.target,
        headers: Object.fromEntries(request.headers.map(([name, value]) => [name.toLowerCase(), value])),
        sent: request.body_text === "" ? null : request.body_text,
        status: response.status,
        contentType: "application/json" as const,
        body: JSON.stringify(response.body),
      })),
  );

/** A value the client bound to a `?`. */
export type RecordedBinding = string | number | boolean | null;

/** One statement the client sent over SQL. */
export interface RecordedStatement {
  /** The client call, such as `list filters`; the same for all statements of one call. */
  readonly name: string;
  /** The text as sent, with its final `;`. The app was called `MyApp`, unquoted. */
  readonly statement: string;
  readonly bindings: ReadonlyArray<RecordedBinding>;
  /** The call's return value, as Python prints it. */
  readonly result: string;
}

interface SqlEntry {
  readonly name: string;
  readonly result: string;
  readonly sql: ReadonlyArray<{ readonly statement: string; readonly params: ReadonlyArray<RecordedBinding> | null }>;
}

/** Every statement of the SQL backend, in the order of the run; calls that were refused before any statement have none. */
export const sqlStatements = (): ReadonlyArray<RecordedStatement> =>
  (reasonerRecording("sql_backend.json") as ReadonlyArray<SqlEntry>).flatMap(({ name, result, sql }) =>
    sql.map(({ statement, params }) => ({ name, statement, bindings: params ?? [], result })),
  );

/** The client's result for one scripted response or argument. */
export interface RecordedCase {
  readonly name: string;
  /** `ok` and the value as Python prints it, or `raise` and the exception with its base classes. */
  readonly result: readonly ["ok" | "raise", string];
  /** `METHOD target -> status`, each request of the call. */
  readonly calls: ReadonlyArray<string>;
  readonly sql?: ReadonlyArray<unknown>;
}

/** The edge cases: statuses, responses of other shapes, filters, refused arguments. */
export const edgeCases = (): ReadonlyArray<RecordedCase> =>
  reasonerRecording("da_sync_edge_cases.json") as ReadonlyArray<RecordedCase>;

/** The JSON text of a Python literal of dicts, lists, strings, numbers, None, True and False, as in the names of edge cases. */
export const jsonOfPython = (literal: string): string =>
  literal.replaceAll(/'([^']*)'|\bNone\b|\bTrue\b|\bFalse\b/g, (word, text?: string) => {
    if (text !== undefined) return JSON.stringify(text);
    return word === "None" ? "null" : word.toLowerCase();
  });

/** A response of another shape: the operation that received it, and the body. */
export interface RecordedShape extends RecordedCase {
  readonly operation: "get" | "create" | "list" | "artifacts";
  readonly type: "LOGIC" | "SOLVER";
  /** The response's body. */
  readonly body: string;
}

/** The edge cases about a response's shape: all had status 200. */
export const answerShapes = (): ReadonlyArray<RecordedShape> =>
  edgeCases().flatMap((edge) => {
    const match = /^(get|create|list|artifacts)(?: (LOGIC|SOLVER))? body (.*)$/s.exec(edge.name);
    if (match === null) return [];
    const [, operation, type = "LOGIC", literal = ""] = match;
    return [
      {
        ...edge,
        operation: operation as RecordedShape["operation"],
        type: type as RecordedShape["type"],
        // The recorder sent a string as text without a JSON content type, and everything else as JSON.
        body: literal.startsWith("'") ? literal.slice(1, -1) : jsonOfPython(literal),
      },
    ];
  });
