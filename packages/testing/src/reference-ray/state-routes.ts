import { readdirSync } from "node:fs";
import { join } from "node:path";
import { type Exchange, type Handler, sendJson } from "./exchange.ts";
import { IN_TROUBLE, TextAnswer } from "./text-answer.ts";
import { jobDetails } from "./job-record.ts";
import { logFile } from "./log-file-route.ts";
import { nodeRow } from "./node-routes.ts";
import type { Route } from "./routes.ts";
import type { GatePass } from "./state-gate.ts";
import { counters, sendState, sendTable, summarised } from "./state-query.ts";
import { STATE_SCHEMAS } from "./state-schema.ts";
import { summarise } from "./state-summary.ts";
import type { GivenTable } from "./state-tables.ts";

export const STATE_ROUTES: readonly Route[] = [
  { method: "GET", pattern: "/api/v0/nodes", handler: gated(nodes) },
  { method: "GET", pattern: "/api/v0/jobs", handler: gated(jobs) },
  { method: "GET", pattern: "/api/v0/tasks", handler: rowsOf("tasks") },
  { method: "GET", pattern: "/api/v0/actors", handler: gated(actors) },
  { method: "GET", pattern: "/api/v0/workers", handler: rowsOf("workers") },
  { method: "GET", pattern: "/api/v0/placement_groups", handler: rowsOf("placement_groups") },
  { method: "GET", pattern: "/api/v0/objects", handler: rowsOf("objects") },
  { method: "GET", pattern: "/api/v0/tasks/summarize", handler: summaryOf("tasks") },
  { method: "GET", pattern: "/api/v0/actors/summarize", handler: summaryOf("actors") },
  { method: "GET", pattern: "/api/v0/objects/summarize", handler: summaryOf("objects") },
  // Tasks that did not run have no profile.
  { method: "GET", pattern: "/api/v0/tasks/timeline", handler: gated(({ response }) => sendJson(response, 200, [])) },
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

function nodes(exchange: Exchange): void {
  sendTable(exchange, { rows: [nodeRow(exchange.cluster)], schema: STATE_SCHEMAS.nodes, explainsBadOptions: true });
}

/** A table with given rows. */
function rowsOf(table: GivenTable): Handler {
  return gated((exchange) => {
    const excludeDriver = (exchange.query.get("exclude_driver") ?? "true").toLowerCase() !== "false";
    sendTable(exchange, exchange.cluster.given.table(table, excludeDriver));
  });
}

/** Given rows, and the supervisors of jobs that wait to start. */
function actors(exchange: Exchange): void {
  const { given, jobs } = exchange.cluster;
  const table = given.table("actors", true);
  sendTable(exchange, { ...table, rows: [...table.rows, ...jobs.supervisors()] });
}

/** Given rows, counted. */
function summaryOf(table: "tasks" | "actors" | "objects"): Handler {
  return gated((exchange) => {
    const { rows } = exchange.cluster.given.table(table, true);
    const found = summarised(exchange.query, rows, STATE_SCHEMAS[table]);
    const result = { node_id_to_summary: { cluster: summarise(table, found.rows) } };
    sendState(exchange, 200, "", { ...counters(found), result, partial_failure_warning: "", warnings: null });
  });
}

function jobs(exchange: Exchange): void {
  const redacted = exchange.browser && exchange.cluster.features.redaction;
  const rows = exchange.cluster.jobs.list().map((job) => jobDetails(job, redacted));
  sendTable(exchange, { rows, schema: STATE_SCHEMAS.jobs, explainsBadOptions: false });
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
  const byCategory: Record<string, string[]> = {};
  for (const name of names) (byCategory[categoryOf(name)] ??= []).push(name);
  sendState(exchange, 200, "", byCategory);
}

/** The heading under which Ray lists a log file. */
function categoryOf(name: string): string {
  if (name.includes("worker") && name.endsWith(".out")) return "worker_out";
  if (name.includes("worker") && name.endsWith(".err")) return "worker_err";
  return "internal";
}

/** Shell `*`, `?` and `[…]`; one level only. */
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
