import * as Effect from "effect/Effect";
import * as Shape from "../shape.ts";
import type { JobwireError } from "../errors.ts";
import { decodeShape } from "../http/decode-shape.ts";
import type { RayApi } from "./api.ts";

const Names = Shape.Struct({
  data: Shape.Struct({ result: Shape.Record(Shape.Array(Shape.String)) }),
});
const read = decodeShape(Names);

/** A glob that matches only this name: special characters are in brackets. */
const literal = (name: string): string => name.replace(/[*?[]/g, "[$&]");

/**
 * Lists the log files of a node whose names match a glob: `GET /api/v0/logs`, once. The node's own agent responds, so the list fails
 * when the node or its agent does not respond.
 */
export const listLogFiles = (
  api: RayApi,
  nodeId: string,
  glob: string,
): Effect.Effect<ReadonlyArray<string>, JobwireError> => {
  const label = `log files of node ${nodeId} at ${api.address}`;
  const query = { node_id: nodeId, glob };
  return Effect.flatMap(
    api.call(label, (client, init) => client.GET("/api/v0/logs", { params: { query }, ...init })),
    (body) => Effect.map(read(label, body), ({ data }) => Object.values(data.result).flat()),
  );
};

/** Checks that the node has a log file of this name, as {@link listLogFiles} does. */
export const hasLogFile = (api: RayApi, nodeId: string, filename: string): Effect.Effect<boolean, JobwireError> =>
  Effect.map(listLogFiles(api, nodeId, literal(filename)), (names) => names.includes(filename));
