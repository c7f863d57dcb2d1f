import type * as Effect from "effect/Effect";
import type { JobwireError } from "../errors.ts";
import type { AgentApi, AgentSend } from "./api.ts";
import { decodeList, decodeNothing, decodeRecord } from "./objects.ts";
import type { AgentRecord } from "./types.ts";

/** The requests for objects of one kind; each sends once, with names that were checked before. */
export interface CollectionRequests {
  /** The name of one object. */
  readonly one: string;
  readonly list: Effect.Effect<ReadonlyArray<AgentRecord>, JobwireError>;
  readonly get: (name: string) => Effect.Effect<AgentRecord, JobwireError>;
}

const collection = (
  api: AgentApi,
  one: string,
  list: AgentSend,
  get: (name: string) => AgentSend,
): CollectionRequests => ({
  one,
  list: api.ask(`${one}s`, list, decodeList),
  get: (name) => api.ask(`${one} ${name}`, get(name), decodeRecord),
});

/** Requests for nodes: `GET nodes/` and `nodes/{id}/`. */
export const nodeRequests = (api: AgentApi): CollectionRequests =>
  collection(
    api,
    "node",
    (client, init) => client.GET("/nodes/", { ...init }),
    (name) => (client, init) => client.GET("/nodes/{node_id}/", { params: { path: { node_id: name } }, ...init }),
  );

/** Requests for tasks: `GET tasks/` and `tasks/{id}/`. */
export const taskRequests = (api: AgentApi): CollectionRequests =>
  collection(
    api,
    "task",
    (client, init) => client.GET("/tasks/", { ...init }),
    (name) => (client, init) => client.GET("/tasks/{task_id}/", { params: { path: { task_id: name } }, ...init }),
  );

/** Requests for Serve applications: `GET serve_applications/` and `serve_applications/{name}/`. */
export const serveRequests = (api: AgentApi): CollectionRequests =>
  collection(
    api,
    "serve application",
    (client, init) => client.GET("/serve_applications/", { ...init }),
    (name) => (client, init) => client.GET("/serve_applications/{name}/", { params: { path: { name } }, ...init }),
  );

/** Deletes a Serve application: `DELETE serve_applications/{name}/`, once. */
export const deleteServeApplication = (api: AgentApi, name: string): Effect.Effect<void, JobwireError> =>
  api.ask(
    `delete of serve application ${name}`,
    (client, init) => client.DELETE("/serve_applications/{name}/", { params: { path: { name } }, ...init }),
    decodeNothing,
  );
