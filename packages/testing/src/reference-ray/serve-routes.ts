import { type Exchange, readBody, sendEmpty, sendJson, sendText } from "./exchange.ts";
import { pythonTraceback } from "./python-traceback.ts";
import type { Route } from "./routes.ts";
import { redactRuntimeEnv } from "./runtime-env.ts";
import type { ServeConfig } from "./serve-table.ts";

const PATH = "/api/serve/applications/";

export const SERVE_ROUTES: readonly Route[] = [
  { method: "GET", pattern: PATH, handler: get },
  { method: "PUT", pattern: PATH, handler: put },
  { method: "DELETE", pattern: PATH, handler: shutDown },
  { method: "POST", pattern: "/api/v1/applications/{}/deployments/{}/scale", handler: scale },
];

function get({ browser, cluster, query, response }: Exchange): void {
  const type = query.get("api_type");
  if (type !== null && type !== "declarative" && type !== "imperative")
    return sendText(response, 400, `Invalid 'api_type' value: '${type}'. Must be one of: imperative, declarative`);
  const details = cluster.serve.details(cluster.nodeId, cluster.nodeIp);
  sendJson(response, 200, browser && cluster.features.redaction ? redacted(details) : details);
}

async function put({ cluster, request, response }: Exchange): Promise<void> {
  const body = await readBody(request);
  let config: unknown;
  try {
    config = JSON.parse(body);
  } catch {
    const reason = "json.decoder.JSONDecodeError: Expecting value: line 1 column 1 (char 0)";
    const frame = [
      "ray/dashboard/modules/serve/serve_head.py",
      163,
      "put_all_applications",
      "await req.json()",
    ] as const;
    return sendText(response, 500, pythonTraceback([frame], reason));
  }
  const problem = problemOf(config);
  if (problem !== undefined) return sendText(response, 400, problem);
  cluster.serve.deploy(config as ServeConfig);
  sendEmpty(response);
}

function shutDown({ cluster, response }: Exchange): void {
  cluster.serve.shutDown();
  sendEmpty(response);
}

async function scale({ cluster, parameters, request, response }: Exchange): Promise<void> {
  const [application = "", deployment = ""] = parameters;
  let replicas: unknown;
  try {
    replicas = (JSON.parse(await readBody(request)) as { readonly target_num_replicas?: unknown }).target_num_replicas;
  } catch {
    // Not JSON: the same 400 as for a body without the field.
  }
  if (typeof replicas !== "number" || !Number.isInteger(replicas) || replicas < 0) {
    const error = `Invalid request body: ${invalid("ScaleDeploymentRequest", "target_num_replicas", "Field required", "missing")}`;
    return sendJson(response, 400, { error });
  }
  const { status, body } = cluster.serve.scale(application, deployment, replicas);
  sendJson(response, status, body);
}

/** pydantic's message with one error; clients read no more. */
function invalid(schema: string, place: string | undefined, problem: string, type: string): string {
  return (
    `1 validation error for ${schema}\n${place === undefined ? "" : `${place}\n`}  ${problem} [type=${type}, ` +
    `input_value=..., input_type=dict]\n    For further information visit https://errors.pydantic.dev/2.14/v/${type}`
  );
}

function problemOf(config: unknown): string | undefined {
  const schema = "ServeDeploySchema";
  if (typeof config !== "object" || config === null || Array.isArray(config))
    return invalid(schema, undefined, `Input should be a valid dictionary or instance of ${schema}`, "model_type");
  const { applications } = config as { readonly applications?: unknown };
  if (!Array.isArray(applications)) return invalid(schema, "applications", "Field required", "missing");
  const prefixes = new Set<string>();
  for (const [at, application] of (applications as readonly Readonly<Record<string, unknown>>[]).entries()) {
    if (typeof application["import_path"] !== "string")
      return invalid(schema, `applications.${at}.import_path`, "Field required", "missing");
    const prefix = application["route_prefix"] === undefined ? "/" : (application["route_prefix"] as string | null);
    if (prefix !== null && prefixes.has(prefix)) {
      const problem = `Value error, Found duplicate applications for route prefix "${prefix}". Please ensure each application's route_prefix is unique.`;
      return invalid(schema, "applications", problem, "value_error");
    }
    if (prefix !== null) prefixes.add(prefix);
  }
  return undefined;
}

/** Every runtime_env in the value, at any depth. */
function redacted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(redacted);
  if (typeof value !== "object" || value === null) return value;
  const members = Object.entries(value).map(([key, member]) => [
    key,
    key === "runtime_env" && typeof member === "object" && member !== null
      ? redactRuntimeEnv(member as Readonly<Record<string, unknown>>)
      : redacted(member),
  ]);
  return Object.fromEntries(members) as unknown;
}
