import type { Operation } from "../options.ts";
import { badRequest, notFound, wrongMethod } from "./refusals.ts";

/** What a path and a method ask for. */
export interface Route {
  /** Null for the list of systems. */
  readonly system: string | null;
  readonly operation: Operation;
  readonly jobId: string | null;
  /** Which of the reads of one operation. */
  readonly view: "main" | "position" | "search";
  /** The route for spans: without names and ids. */
  readonly template: string;
}

interface Target {
  readonly operation: Operation;
  readonly view?: Route["view"];
}

const reading = (operation: Operation, view?: Route["view"]): Readonly<Record<string, Target>> => {
  const target = view === undefined ? { operation } : { operation, view };
  return { GET: target, HEAD: target };
};

/** The methods of the paths below `/v1/systems/{system}/`. */
const ofSystem: Readonly<Record<string, Readonly<Record<string, Target>>>> = {
  jobs: { ...reading("list"), POST: { operation: "submit" } },
  changes: reading("changes"),
  nodes: reading("nodes"),
  tasks: reading("tasks"),
  actors: reading("actors"),
  serve: reading("serve"),
};

/** The methods of the paths below `/v1/systems/{system}/jobs/{id}`. */
const ofJob: Readonly<Record<string, Readonly<Record<string, Target>>>> = {
  "": { ...reading("get"), DELETE: { operation: "delete" } },
  stop: { POST: { operation: "stop" } },
  wait: reading("wait"),
  log: reading("log"),
  "log/position": reading("log", "position"),
  "log/search": reading("log", "search"),
  events: reading("events"),
};

const decoded = (segment: string): string => {
  try {
    return decodeURIComponent(segment);
  } catch {
    throw badRequest("The path is not valid percent-encoding");
  }
};

const own = <A>(table: Readonly<Record<string, A>>, key: string): A | undefined =>
  Object.hasOwn(table, key) ? table[key] : undefined;

/** Finds the route of a request. Fails with 404 for an unknown path, and with 405 for a method that the path has not. */
export const routeOf = (request: Request, basePath: string): Route => {
  const { pathname } = new URL(request.url);
  const inside = pathname.startsWith(`${basePath}/v1/systems`) ? pathname.slice(basePath.length + 1).split("/") : [];
  const [version, systems, system, kind, id, ...rest] = inside;
  const unknown = notFound("The gateway has no such path. specs/gateway.yaml lists its paths");
  if (version !== "v1" || systems !== "systems") throw unknown;
  const methods =
    system === undefined
      ? reading("list")
      : kind === "jobs" && id !== undefined
        ? own(ofJob, rest.join("/"))
        : id === undefined
          ? own(ofSystem, kind ?? "")
          : undefined;
  if (methods === undefined) throw unknown;
  // A preflight asks for a path whatever its methods are.
  const method = request.method === "OPTIONS" ? Object.keys(methods)[0] : request.method;
  const target = own(methods, method ?? "");
  if (target === undefined) throw wrongMethod(request.method, Object.keys(methods));
  const names = [kind, id === undefined ? undefined : "{id}", ...rest].filter((name) => name !== undefined);
  return {
    system: system === undefined ? null : decoded(system),
    operation: target.operation,
    jobId: id === undefined ? null : decoded(id),
    view: target.view ?? "main",
    template: `/v1/systems${system === undefined ? "" : `/{system}/${names.join("/")}`}`,
  };
};
