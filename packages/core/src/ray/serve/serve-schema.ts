import * as Effect from "effect/Effect";
import * as Shape from "../../shape.ts";
import type { BadResponse } from "../../errors.ts";
import type { components } from "../../generated/ray.ts";
import { decodeShape } from "../../http/decode-shape.ts";
import { readableRow } from "../../http/readable-row.ts";
import type { ServeApplication, ServeApplicationConfig, ServeStatus } from "./types.ts";

const text = Shape.NullOr(Shape.String);
const optionalText = Shape.optionalKey(text);

const WireDeployment = Shape.Struct({
  name: Shape.String,
  status: Shape.String,
  message: Shape.String,
  target_num_replicas: Shape.Number,
  replicas: Shape.Array(
    Shape.Struct({
      replica_id: Shape.String,
      state: Shape.String,
      pid: Shape.optionalKey(Shape.NullOr(Shape.Number)),
      actor_id: optionalText,
      node_id: optionalText,
    }),
  ),
});

const WireConfig = Shape.OpenStruct({ import_path: Shape.String });

const WireApplication = Shape.Struct({
  name: Shape.String,
  route_prefix: optionalText,
  status: Shape.String,
  message: Shape.String,
  last_deployed_time_s: Shape.Number,
  deployed_app_config: Shape.optionalKey(Shape.NullOr(WireConfig)),
  source: Shape.optionalKey(Shape.String),
  external_scaler_enabled: Shape.optionalKey(Shape.Boolean),
  deployments: Shape.Record(WireDeployment),
});

const WireServe = Shape.Struct({
  controller_info: Shape.optionalKey(Shape.NullOr(Shape.Record(Shape.Unknown))),
  proxies: Shape.optionalKey(Shape.NullOr(Shape.Record(Shape.Struct({ node_ip: optionalText, status: Shape.String })))),
  applications: Shape.Record(Shape.Unknown),
  target_capacity: Shape.optionalKey(Shape.NullOr(Shape.Number)),
});

/** Fails to compile when the specification allows something that {@link WireServe} would refuse. */
const accepts = (
  serve: components["schemas"]["ServeDetails"],
): typeof WireServe.Encoded & { readonly applications: Readonly<Record<string, typeof WireApplication.Encoded>> } =>
  serve;
void accepts;

/** The substitutes for unreadable fields of an application; a wait does not treat this status as an end. */
const odd = {
  status: "UNKNOWN",
  message: "",
  last_deployed_time_s: 0,
  deployments: {},
} satisfies Partial<typeof WireApplication.Type>;

const readable = readableRow(WireApplication, WireApplication.fields, odd);

/** An application as far as it is readable; `name` is its key. */
const readApplication = (
  name: string,
  value: unknown,
): { readonly wire: typeof WireApplication.Type; readonly unreadable: ReadonlyArray<string> } => {
  const { row, unreadable } = readable(value);
  if (row !== undefined) return { wire: row, unreadable };
  const rest = readable({ ...(value as object), name });
  return rest.row === undefined
    ? { wire: { ...odd, name }, unreadable: Object.keys(WireApplication.fields) }
    : { wire: rest.row, unreadable: ["name", ...rest.unreadable] };
};

const toApplication = (wire: typeof WireApplication.Type): ServeApplication => ({
  name: wire.name,
  routePrefix: wire.route_prefix ?? null,
  status: wire.status,
  message: wire.message,
  deployedAtMs: wire.last_deployed_time_s * 1000,
  source: wire.source ?? "declarative",
  config: (wire.deployed_app_config as ServeApplicationConfig | null | undefined) ?? null,
  externalScalerEnabled: wire.external_scaler_enabled ?? false,
  deployments: Object.values(wire.deployments).map((deployment) => ({
    name: deployment.name,
    status: deployment.status,
    message: deployment.message,
    targetReplicas: deployment.target_num_replicas,
    replicas: deployment.replicas.map((replica) => ({
      replicaId: replica.replica_id,
      state: replica.state,
      pid: replica.pid ?? null,
      actorId: replica.actor_id ?? null,
      nodeId: replica.node_id ?? null,
    })),
  })),
});

/**
 * Uses the times of deploys, not the configs: configs may contain secrets, and every deploy sets a new time on each
 * application.
 */
const revisionOf = (applications: ReadonlyArray<typeof WireApplication.Type>, capacity: number | null): string =>
  JSON.stringify([
    capacity,
    ...applications
      .filter(({ status }) => status !== "DELETING")
      .map(({ name, last_deployed_time_s: at }) => [name, at])
      .toSorted(([a], [b]) => (String(a) < String(b) ? -1 : 1)),
  ]);

const readServe = decodeShape(WireServe);

/** Reads the response of `GET /api/serve/applications/`. */
export const decodeServe = (label: string, body: string): Effect.Effect<ServeStatus, BadResponse> =>
  Effect.map(readServe(label, body), (wire) => {
    const read = Object.entries(wire.applications).map(([name, value]) => readApplication(name, value));
    const applications = read.map((application) => application.wire);
    const targetCapacity = wire.target_capacity ?? null;
    return {
      // Empty while Serve does not run.
      running: Object.keys(wire.controller_info ?? {}).length > 0,
      applications: read.map(({ wire: application, unreadable }) => ({
        ...toApplication(application),
        ...(unreadable.length === 0 ? {} : { unreadable }),
      })),
      proxies: Object.entries(wire.proxies ?? {}).map(([nodeId, { node_ip, status }]) => ({
        nodeId,
        nodeIp: node_ip ?? null,
        status,
      })),
      targetCapacity,
      revision: revisionOf(applications, targetCapacity),
    };
  });
