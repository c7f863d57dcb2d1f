import { InvalidRequest } from "../../errors.ts";
import { isRecord } from "../../is-record.ts";
import type { JobPayload } from "../types.ts";

/** The arguments of the SQL procedure, read from a payload. */
export interface TransactionPayload {
  readonly database: string;
  readonly query: string;
  readonly inputs: Readonly<Record<string, unknown>>;
  readonly readonly: boolean;
  readonly nowaitDurable: boolean;
  readonly language: string;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly timeoutMins: number | undefined;
}

const textOf = (payload: JobPayload, keys: ReadonlyArray<string>, what: string): string => {
  const value = keys.map((key) => payload[key]).find((it) => typeof it === "string" && it.trim() !== "");
  if (typeof value === "string") return value;
  throw new InvalidRequest({
    message: `payload: a Logic job over SQL needs ${what}. Set the payload's ${keys[0]}`,
    reason: "local",
  });
};

const objectOf = (value: unknown): Readonly<Record<string, unknown>> => (isRecord(value) ? value : {});

/**
 * Reads the payload of a Logic job, each value under any of its names; the create's `timeoutMins` overrides the payload's own.
 * Throws `InvalidRequest` (reason `local`) without a database or a query.
 */
export const readTransactionPayload = (payload: JobPayload, timeoutMins: number | undefined): TransactionPayload => {
  const own = payload["timeout_mins"];
  return {
    database: textOf(payload, ["dbname", "database", "database_name"], "a database"),
    query: textOf(payload, ["query", "raw_code", "code"], "a query"),
    inputs: objectOf(payload["v1_inputs"] ?? payload["inputs"]),
    readonly: (payload["readonly"] ?? payload["read_only"] ?? true) === true,
    nowaitDurable: payload["nowait_durable"] === true,
    language: typeof payload["language"] === "string" && payload["language"] !== "" ? payload["language"] : "rel",
    headers: objectOf(payload["headers"]),
    timeoutMins: timeoutMins ?? (Number.isSafeInteger(own) ? (own as number) : undefined),
  };
};
