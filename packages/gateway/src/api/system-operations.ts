import type { Operation, System } from "../options.ts";

/** What the API offers for each kind of system. */
export const operationsOf: Readonly<Record<System["kind"], ReadonlyArray<Operation>>> = {
  ray: ["list", "get", "submit", "stop", "delete", "wait", "log", "changes", "nodes", "tasks", "actors", "serve"],
  agent: ["list", "get", "stop", "wait", "log", "changes", "nodes", "tasks", "serve"],
  reasoner: ["list", "get", "submit", "stop", "wait", "events", "changes"],
};

/** Operations that change something. */
export const writes: ReadonlySet<Operation> = new Set<Operation>(["submit", "stop", "delete"]);
