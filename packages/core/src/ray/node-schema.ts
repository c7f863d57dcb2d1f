import { Effect, Schema } from "effect";
import { BadResponse } from "../errors.ts";
import type { components } from "../generated/ray.ts";
import { excerpt } from "../http/visible-text.ts";
import { decodeJson } from "../http/decode-json.ts";
import type { RayNode } from "./types.ts";

const text = Schema.NullOr(Schema.String);

const WireNode = Schema.Struct({
  node_id: Schema.String,
  node_ip: Schema.String,
  is_head_node: Schema.Boolean,
  state: Schema.String,
  state_message: Schema.optionalKey(text),
  node_name: Schema.optionalKey(text),
  resources_total: Schema.optionalKey(Schema.NullOr(Schema.Record(Schema.String, Schema.Number))),
  labels: Schema.optionalKey(Schema.NullOr(Schema.Record(Schema.String, Schema.String))),
});

const Envelope = Schema.Struct({
  data: Schema.Struct({
    result: Schema.Struct({
      total: Schema.Number,
      num_after_truncation: Schema.Number,
      num_filtered: Schema.Number,
      result: Schema.Array(WireNode),
      partial_failure_warning: Schema.optionalKey(text),
    }),
  }),
});

/** Fails to compile when the specification says something that {@link Envelope} would refuse. */
const accepts = (envelope: components["schemas"]["NodeListEnvelope"]): typeof Envelope.Encoded => envelope;
void accepts;

const read = decodeJson(Envelope);

/** Reads the answer of `GET /api/v0/nodes`. A list that the server cut short is `BadResponse` (reason `partial`), not a shorter list. */
export const decodeNodes = (label: string, body: string): Effect.Effect<ReadonlyArray<RayNode>, BadResponse> =>
  Effect.flatMap(read(label, body), ({ data: { result } }) => {
    const warning = result.partial_failure_warning ?? "";
    const missing = Math.max(result.num_filtered - result.result.length, result.total - result.num_after_truncation);
    if (warning !== "" || missing > 0) {
      const why = warning !== "" ? excerpt(warning, 200) : `${missing} nodes are missing from the answer`;
      return Effect.fail(new BadResponse({ message: `${label}: the node list is partial: ${why}`, reason: "partial" }));
    }
    return Effect.succeed(
      result.result.map(
        (node): RayNode => ({
          nodeId: node.node_id,
          nodeIp: node.node_ip,
          isHeadNode: node.is_head_node,
          state: node.state,
          stateMessage: node.state_message ?? null,
          nodeName: node.node_name ?? null,
          resourcesTotal: node.resources_total ?? {},
          labels: node.labels ?? {},
        }),
      ),
    );
  });
