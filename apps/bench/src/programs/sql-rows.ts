/**
 * sql-rows ADDRESS bare|jobwire ROWS reads jobs over the SQL API: with `fetch` and JSON.parse of every partition, or with Jobwire, which
 * also turns the cells into jobs.
 */
import process from "node:process";
import { printRepeated } from "./repeated.ts";

const [address = "", who, rows] = process.argv.slice(2);
const headers = {
  authorization: "Bearer bench",
  "x-snowflake-authorization-token-type": "PROGRAMMATIC_ACCESS_TOKEN",
  "content-type": "application/json",
  accept: "application/json",
};
/** The statement that Jobwire sends for a list of transactions. */
const statement =
  "SELECT id, database_name, engine_name, state, abort_reason, read_only, created_by, created_on, finished_at, duration FROM RELATIONALAI.api.transactions ORDER BY created_on DESC";

/** A response of the SQL API, as far as the bare client reads it. */
interface Partition {
  readonly statementHandle: string;
  readonly resultSetMetaData: { readonly partitionInfo: ReadonlyArray<unknown> };
  readonly data: ReadonlyArray<unknown>;
}

const parsed = async (response: Response): Promise<Partition> => JSON.parse(await response.text()) as Partition;

const bare = async (): Promise<{ readonly length: number }> => {
  const body = JSON.stringify({ statement });
  const first = await parsed(await fetch(`${address}/api/v2/statements`, { method: "POST", headers, body }));
  const url = `${address}/api/v2/statements/${first.statementHandle}`;
  const others = first.resultSetMetaData.partitionInfo.slice(1);
  const rest = await Promise.all(
    others.map(async (_, i) => (await parsed(await fetch(`${url}?partition=${i + 1}`, { headers }))).data),
  );
  return [...first.data, ...rest.flat()];
};

if (who === "bare") {
  await printRepeated(Number(rows), bare);
} else {
  // Imported here, so that the bare client's memory has nothing of it.
  const { programmaticAccessToken, reasoner, sql } = await import("jobwire");
  await using client = reasoner({ backend: sql({ account: address, credentials: programmaticAccessToken("bench") }) });
  await printRepeated(Number(rows), () => client.jobs.list({ reasonerType: "Logic", allUsers: true }));
}
