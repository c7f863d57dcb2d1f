import { readdirSync } from "node:fs";
import { join } from "node:path";
import { type Exchange, type Handler, IN_TROUBLE, TextAnswer } from "./exchange.ts";
import { jobDetails } from "./job-record.ts";
import { logFile } from "./log-file-route.ts";
import { nodeRow } from "./node-routes.ts";
import type { Route } from "./routes.ts";
import type { GatePass } from "./state-gate.ts";
import { sendState, sendTable } from "./state-query.ts";

export const STATE_ROUTES: readonly Route[] = [
  { method: "GET", pattern: "/api/v0/nodes", handler: gated(nodes) },
  { method: "GET", pattern: "/api/v0/jobs", handler: gated(jobs) },
  { method: "GET", pattern: "/api/v0/logs", handler: gated(logNames) },
  { method: "GET", pattern: "/api/v0/logs/file", handler: gated((exchange, pass) => logFile(exchange, pass, "file")) },
  {
    method: "GET",
    pattern: "/api/v0/logs/stream",
    handler: gated((exchange, pass) => logFile(exchange, pass, "stream")),
  },
  { method: "GET", pattern: "/api/v0/logs/{}", handler: gated((exchange, pass) => logFile(exchange, pass, undefined)) },
];

/** Puts a handler behind the 100 slots (and the 100 connections in front of them) of the state API. */
function gated(handler: (exchange: Exchange, pass: GatePass) => void | Promise<void>): Handler {
  return async (exchange) => {
    const pass = await exchange.cluster.gate.enter();
    try {
      if (pass.admitted) await handler(exchange, pass);
      else
        sendState(
          exchange,
          429,
          "Max number of in-progress requests=100 reached. To set a higher limit, set environment variable: " +
            "export RAY_STATE_SERVER_MAX_HTTP_REQUEST='xxx'. Max allowed = 1000",
          null,
        );
    } finally {
      pass.releaseSlot();
      pass.releaseConnection();
    }
  };
}

const NODE_COLUMNS: readonly string[] = [
  "node_id",
  "node_ip",
  "is_head_node",
  "state",
  "state_message",
  "node_name",
  "resources_total",
  "labels",
];

function nodes(exchange: Exchange): void {
  const malformed = exchange.query.getAll("filter_values").find((value, at) => {
    return (
      exchange.query.getAll("filter_keys")[at] === "node_id" &&
      exchange.query.getAll("filter_predicates")[at] === "=" &&
      value.length !== 56
    );
  });
  if (malformed !== undefined)
    return sendState(exchange, 400, `ID string needs to have length 28, got ${malformed.length >> 1}`, null);
  const filterable = ["node_id", "node_ip", "is_head_node", "state", "node_name"];
  sendTable(exchange, {
    rows: [nodeRow(exchange.cluster)],
    columns: NODE_COLUMNS,
    filterable,
    explainsBadOptions: true,
  });
}

const JOB_COLUMNS: readonly string[] = [
  "job_id",
  "submission_id",
  "entrypoint",
  "type",
  "status",
  "message",
  "error_type",
  "driver_info",
];

function jobs(exchange: Exchange): void {
  const redacted = exchange.browser && exchange.cluster.features.redaction;
  const rows = exchange.cluster.jobs.list().map((job) => jobDetails(job, redacted));
  const filterable = ["job_id", "type", "status", "submission_id"];
  sendTable(exchange, { rows, columns: JOB_COLUMNS, filterable, explainsBadOptions: false });
}

/** The names of the log files, job drivers among the `internal` ones. */
function logNames(exchange: Exchange): void {
  const { cluster, query } = exchange;
  const nodeId = query.get("node_id");
  const nodeIp = query.get("node_ip");
  if (!nodeId && !nodeIp)
    return sendState(
      exchange,
      400,
      "Both node id and node ip are not provided. Please provide at least one of them.",
      null,
    );
  if (!nodeId && nodeIp !== cluster.nodeIp)
    return sendState(exchange, 404, `Cannot find matching node_id for a given node ip ${nodeIp}`, null);
  const glob = query.get("glob") ?? "*";
  if ((nodeId && nodeId !== cluster.nodeId) || glob === "" || glob.startsWith("/") || glob.split("/").includes(".."))
    throw new TextAnswer(500, IN_TROUBLE);
  const pattern = globPattern(glob);
  const names = readdirSync(join(cluster.logDirectory, "."), { withFileTypes: true })
    .map((entry) => (entry.isDirectory() ? `${entry.name}/` : entry.name))
    .filter((name) => pattern.test(name.replace(/\/$/, "")));
  sendState(exchange, 200, "", names.length === 0 ? {} : { internal: names });
}

/** `*`, `?` and `[…]` of a shell; one level only. */
function globPattern(glob: string): RegExp {
  const source = glob
    .replace(/[.+^${}()|\\]/g, "\\$&")
    .replace(/\*+/g, ".*")
    .replace(/\?/g, ".")
    .replace(/\[!/g, "[^");
  try {
    return new RegExp(`^${source}$`, "s");
  } catch {
    return /^(?!)/; // an unclosed bracket matches nothing
  }
}
