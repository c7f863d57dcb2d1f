import { refuseBearer } from "./authentication.ts";
import { type Exchange, send, sendJson, sendText } from "./exchange.ts";
import { TextAnswer } from "./text-answer.ts";
import { pythonJson } from "./python-json.ts";
import type { Route } from "./routes.ts";

const COOKIE = "ray-authentication-token";

export const MISC_ROUTES: readonly Route[] = [
  { method: "GET", pattern: "/", handler: welcome },
  { method: "GET", pattern: "/api/version", handler: version },
  { method: "GET", pattern: "/api/gcs_healthz", handler: gcsHealth },
  { method: "GET", pattern: "/api/authentication_mode", handler: authenticationMode },
  { method: "POST", pattern: "/api/authenticate", handler: authenticate },
  { method: "GET", pattern: "/api/v0/runtime_env_redaction", handler: redaction },
  { method: "GET", pattern: "/api/v0/cluster_metadata", handler: clusterMetadata },
  { method: "GET", pattern: "/api/cluster_status", handler: clusterStatus },
  { method: "GET", pattern: "/timezone", handler: timezone },
];

/** Ray serves its dashboard here: HTML where an API client expects JSON. */
function welcome({ response }: Exchange): void {
  const page = "<!doctype html><html><head><title>Ray Dashboard</title></head><body>The reference Ray.</body></html>\n";
  send(response, 200, "text/html; charset=utf-8", page);
}

function version({ cluster, response }: Exchange): void {
  sendJson(response, 200, {
    version: "4",
    ray_version: cluster.rayVersion,
    ray_commit: "0000000000000000000000000000000000000000",
    session_name: cluster.sessionName,
  });
}

function gcsHealth({ response }: Exchange): void {
  send(response, 200, "application/text; charset=utf-8", "success");
}

function authenticationMode({ cluster, response }: Exchange): void {
  if (!cluster.features.tokens) throw new TextAnswer(404, "404: Not Found");
  if (cluster.token === undefined) response.setHeader("set-cookie", `${COOKIE}=""; Max-Age=0; Path=/`);
  sendJson(response, 200, { authentication_mode: cluster.token === undefined ? "disabled" : "token" });
}

function authenticate({ cluster, request, response }: Exchange): void {
  if (cluster.token === undefined) return sendText(response, 401, "Unauthorized: Token authentication is not enabled");
  const refusal = refuseBearer(cluster.token, request.headers.authorization);
  if (refusal !== undefined) return sendText(response, refusal.status, refusal.text);
  response.setHeader("set-cookie", `${COOKIE}=${cluster.token}; HttpOnly; Max-Age=2592000; Path=/; SameSite=Strict`);
  sendJson(response, 200, { status: "authenticated", message: "Token is valid" });
}

function redaction({ cluster, response }: Exchange): void {
  sendJson(response, 200, { result: true, msg: "", data: { redactionEnabled: cluster.features.redaction } });
}

function clusterMetadata({ cluster, response }: Exchange): void {
  const data = { rayVersion: cluster.rayVersion, pythonVersion: "3.11.7", rayInitCluster: false };
  send(response, 200, "application/json; charset=utf-8", pythonJson({ result: true, msg: "", data }));
}

/** No autoscaler runs here, so only the text is available: nodes and their resources. */
function clusterStatus({ cluster, query, response }: Exchange): void {
  if (query.get("format") !== "1") {
    const data = { autoscalingStatus: null, autoscalingError: null, clusterStatus: null };
    return sendJson(response, 200, { result: true, msg: "Got cluster status.", data });
  }
  const resources = [...cluster.resources.total].map(([name, total]) => ` 0.0/${total} ${name}`);
  const text = ["Node status", "Active:", ` 1 node_${cluster.nodeId}`, "", "Resources", "Total Usage:", ...resources];
  sendJson(response, 200, {
    result: true,
    msg: "Got formatted cluster status.",
    data: { clusterStatus: text.join("\n") },
  });
}

function timezone({ response }: Exchange): void {
  sendJson(response, 200, { offset: "+00:00", value: "Etc/UTC" });
}
