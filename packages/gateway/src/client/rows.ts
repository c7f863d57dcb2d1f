import type { JobwireError } from "@jobwire/core";
import * as Effect from "effect/Effect";
import type { SystemApi } from "./api.ts";
import { decodeRows } from "./decode.ts";
import type { GatewayRowOptions, GatewayRows } from "./types.ts";

/** The tables of a cluster that a gateway lists. */
export type Table = "nodes" | "tasks" | "actors" | "serve";

/** Lists the rows of a table, in the system's own shape, once. */
export const listRows = <Row>(
  { call, system, at }: SystemApi,
  table: Table,
  options: Pick<GatewayRowOptions, "limit" | "jobId"> = {},
): Effect.Effect<GatewayRows<Row>, JobwireError> => {
  const label = `${table}${at}`;
  const { limit, jobId } = options;
  const query = { ...(limit === undefined ? {} : { limit }), ...(jobId === undefined ? {} : { jobId }) };
  const path = { system };
  const sent = call(label, (client, init) => {
    switch (table) {
      case "nodes":
        return client.GET("/v1/systems/{system}/nodes", { params: { path }, ...init });
      case "tasks":
        return client.GET("/v1/systems/{system}/tasks", { params: { path, query }, ...init });
      case "actors":
        return client.GET("/v1/systems/{system}/actors", { params: { path, query }, ...init });
      case "serve":
        return client.GET("/v1/systems/{system}/serve", { params: { path }, ...init });
    }
  });
  return Effect.flatMap(sent, ({ text }) =>
    Effect.map(decodeRows(label, text), ({ rows, matching, incomplete = [] }) => ({
      rows: rows as unknown as ReadonlyArray<Row>,
      matching: matching ?? rows.length,
      complete: incomplete.length === 0,
      incomplete: incomplete as GatewayRows<Row>["incomplete"],
    })),
  );
};
