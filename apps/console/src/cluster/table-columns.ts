type Row = Readonly<Record<string, unknown>>;

/** The columns that a person looks at first, in order; each system has some of them. */
const preferred: Readonly<Record<string, ReadonlyArray<string>>> = {
  nodes: [
    "nodeId",
    "node_id",
    "id",
    "name",
    "state",
    "status",
    "alive",
    "isHeadNode",
    "nodeIp",
    "node_ip",
    "ip",
    "hostname",
    "resourcesTotal",
  ],
  tasks: [
    "taskId",
    "task_id",
    "id",
    "name",
    "state",
    "status",
    "type",
    "jobId",
    "job_id",
    "nodeId",
    "errorType",
    "attemptNumber",
  ],
  actors: [
    "actorId",
    "actor_id",
    "className",
    "class_name",
    "name",
    "state",
    "pid",
    "jobId",
    "job_id",
    "nodeId",
    "restarts",
  ],
  serve: ["name", "status", "routePrefix", "route_prefix", "message", "deployments", "lastDeployedTimeS", "docsPath"],
};

const mostColumns = 7;

const isEmpty = (value: unknown): boolean => value === null || value === undefined || value === "";

/** The columns of a table of rows in a system's own shape: the preferred ones that occur, then others with plain values. */
export const tableColumns = (kind: string, rows: ReadonlyArray<Row>): ReadonlyArray<string> => {
  const some = rows.slice(0, 50);
  const known = (preferred[kind] ?? []).filter((name) => some.some((row) => !isEmpty(row[name])));
  const others = [...new Set(some.flatMap((row) => Object.keys(row)))].filter(
    (name) => !known.includes(name) && some.some((row) => !isEmpty(row[name]) && typeof row[name] !== "object"),
  );
  return [...known, ...others].slice(0, mostColumns);
};

/** A name in camelCase or snake_case as words: `nodeId` is `node id`. */
export const columnTitle = (name: string): string =>
  name
    .replace(/([a-z])([A-Z])/g, "$1 $2")
    .replaceAll("_", " ")
    .toLowerCase();

/** A value in a cell. */
export const cellText = (value: unknown): string => {
  if (isEmpty(value)) return "—";
  if (typeof value === "string") return value;
  if (typeof value === "boolean") return value ? "yes" : "no";
  if (typeof value === "object" && value !== null) {
    if (Array.isArray(value)) return value.length === 0 ? "—" : `${value.length} entries`;
    const entries = Object.entries(value).map(([name, inner]) => (isPlain(inner) ? `${name} ${String(inner)}` : name));
    return entries.length === 0 ? "—" : entries.join(", ");
  }
  return String(value);
};

const isPlain = (value: unknown): value is string | number | boolean =>
  typeof value === "string" || typeof value === "number" || typeof value === "boolean";
