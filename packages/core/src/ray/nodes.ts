import { Effect } from "effect";
import type { JobwireError } from "../errors.ts";
import type { RayApi } from "./api.ts";
import { decodeNodes } from "./node-schema.ts";
import type { RayNode } from "./types.ts";

/** The most rows that Ray gives in one answer; above, it answers 400. There is no cursor. */
const limit = 10_000;

/** `GET /api/v0/nodes`, once: live and dead nodes. A partial list is `BadResponse` (reason `partial`). */
export const listNodes = (api: RayApi): Effect.Effect<ReadonlyArray<RayNode>, JobwireError> => {
  const label = `nodes at ${api.address}`;
  return Effect.flatMap(
    api.call(label, (client, init) => client.GET("/api/v0/nodes", { params: { query: { limit } }, ...init })),
    (body) => decodeNodes(label, body),
  );
};
