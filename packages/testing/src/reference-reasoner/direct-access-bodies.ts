import type { RecordedRequest } from "../fault/recorded-request.ts";
import { codeOf, isObject } from "./job-code.ts";
import type { NewReasonerJob } from "./reasoner-job.ts";

/** A body that no endpoint can carry out; becomes a 400. */
export class Refused extends Error {
  override readonly name = "Refused";
}

/** Reads the body of `POST /v1alpha1/jobs`. */
export function newJob(request: RecordedRequest): NewReasonerJob {
  const body = bodyOf(request);
  const { job_type: type, payload } = body;
  if (type !== "SOLVER" && type !== "ML") throw new Refused("job_type is not SOLVER or ML");
  if (typeof payload !== "string") throw new Refused("payload is not JSON text in a string");
  const parsed = parse(payload, "payload");
  return {
    type,
    reasoner: textOf(body, "worker_name"),
    payload,
    code: codeOf(parsed),
    timeoutMs: timeoutOf(body),
  };
}

/** Reads the body of `POST /v1alpha1/transactions`: the payload itself, with three extra keys of the client. */
export function newTransaction(request: RecordedRequest): NewReasonerJob {
  const graphIndex = request.query.get("use_graph_index");
  if (graphIndex !== null && !/^(?:true|false)$/i.test(graphIndex))
    throw new Refused("use_graph_index is not true or false");
  const body = bodyOf(request);
  const { dbname, readonly, language, abort_detached: detached } = body;
  if (detached !== undefined && typeof detached !== "boolean") throw new Refused("abort_detached is not a boolean");
  return {
    type: "LOGIC",
    reasoner: textOf(body, "engine_name"),
    payload: JSON.stringify(body),
    code: codeOf(body),
    database: typeof dbname === "string" ? dbname : null,
    ...(typeof readonly === "boolean" ? { readOnly: readonly } : {}),
    ...(typeof language === "string" ? { language } : {}),
    timeoutMs: timeoutOf(body),
  };
}

function bodyOf(request: RecordedRequest): Readonly<Record<string, unknown>> {
  return parse(Buffer.from(request.body).toString("utf8"), "the body");
}

function parse(text: string, what: string): Readonly<Record<string, unknown>> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new Refused(`${what} is not JSON`);
  }
  if (!isObject(value)) throw new Refused(`${what} is not an object`);
  return value;
}

function textOf(body: Readonly<Record<string, unknown>>, key: string): string {
  const value = body[key];
  if (typeof value !== "string" || value.trim() === "") throw new Refused(`"${key}" field is required`);
  return value;
}

function timeoutOf(body: Readonly<Record<string, unknown>>): number | null {
  const { timeout_mins: minutes } = body;
  if (minutes === undefined || minutes === null) return null;
  if (!Number.isInteger(minutes) || (minutes as number) < 1)
    throw new Refused("timeout_mins is not a positive integer");
  return (minutes as number) * 60_000;
}
