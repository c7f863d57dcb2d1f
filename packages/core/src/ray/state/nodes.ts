import { Effect } from "effect";
import { BadResponse, type JobwireError } from "../../errors.ts";
import type { RayApi } from "../api.ts";
import { listRows } from "./list-rows.ts";
import { nodeTable } from "./node-table.ts";
import { mostRows, stateQuery } from "./state-query.ts";
import type { RayNode } from "../types.ts";

/** All nodes of the cluster, live and dead, once. A partial list is `BadResponse` (reason `partial`), not a shorter list. */
export const listNodes = (api: RayApi): Effect.Effect<ReadonlyArray<RayNode>, JobwireError> =>
  Effect.flatMap(listRows(api, nodeTable, stateQuery({ limit: mostRows })), ({ rows, complete, incomplete }) =>
    complete
      ? Effect.succeed(rows)
      : Effect.fail(
          new BadResponse({
            message: `nodes at ${api.address}: the node list is partial: ${incomplete.map(({ message }) => message).join("; ")}`,
            reason: "partial",
          }),
        ),
  );
