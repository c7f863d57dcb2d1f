import * as Effect from "effect/Effect";
import { BadResponse, type JobwireError } from "../../errors.ts";
import type { RayApi } from "../api.ts";
import { listRows } from "./list-rows.ts";
import { nodeTable } from "./node-table.ts";
import { maxRows, stateQuery } from "./state-query.ts";
import type { RayNode } from "../node.ts";

/** Lists all nodes of the cluster, live and dead, once. A partial list fails with `BadResponse` (reason `partial`). */
export const listNodes = (api: RayApi): Effect.Effect<ReadonlyArray<RayNode>, JobwireError> =>
  Effect.flatMap(listRows(api, nodeTable, stateQuery({ limit: maxRows })), ({ rows, complete, incomplete }) =>
    complete
      ? Effect.succeed(rows)
      : Effect.fail(
          new BadResponse({
            message: `nodes at ${api.address}: the node list is partial: ${incomplete.map(({ message }) => message).join("; ")}. Try again`,
            reason: "partial",
          }),
        ),
  );
