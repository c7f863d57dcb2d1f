import { hideEnvVars } from "@jobwire/core";
import type { Operation, System } from "../options.ts";
import { numberParameter, oneParameter } from "../streams/offset.ts";
import { notFound } from "./refusals.ts";

/** Rows of one table, as the API shows them. */
export interface Rows {
  readonly rows: ReadonlyArray<unknown>;
  readonly matching?: number;
  readonly incomplete?: ReadonlyArray<{ readonly reason: string; readonly message: string }>;
}

/** The operations that read a table. */
export type Table = Extract<Operation, "nodes" | "tasks" | "actors" | "serve">;

const read = async (system: System, table: Table, query: URLSearchParams, signal: AbortSignal): Promise<Rows> => {
  if (system.kind === "ray") {
    if (table === "serve") return { rows: (await system.serve.get({ signal })).applications };
    const limit = numberParameter(query, "limit", 10_000);
    const jobId = oneParameter(query, "jobId");
    const list = await system[table].list({
      signal,
      ...(limit === undefined ? {} : { limit }),
      ...(jobId === undefined || table === "nodes" ? {} : { filters: [{ key: "jobId", value: jobId }] }),
    });
    return { rows: list.rows, matching: list.matching, incomplete: list.incomplete };
  }
  if (system.kind === "agent" && table !== "actors") return { rows: await system[table].list({ signal }) };
  throw notFound(`This system has no ${table}`);
};

/** `GET …/nodes`, `/tasks`, `/actors` and `/serve`, with hidden values of `env_vars`. */
export const listRows = async (...request: Parameters<typeof read>): Promise<Rows> =>
  hideEnvVars(await read(...request));
