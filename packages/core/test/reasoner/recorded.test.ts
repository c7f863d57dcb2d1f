/**
 * Every recorded exchange of the Python client over Direct Access, replayed with this client: the same request, the response
 * understood.
 */
import { assert, describe, it } from "@effect/vitest";
import { Effect } from "effect";
import type { ReasonerEffects } from "../../src/reasoner/effects.ts";
import type { JobPayload, ReasonerJob } from "../../src/reasoner/types.ts";
import {
  type DirectAccessExchange,
  directAccessExchanges,
} from "../../../testing/test/recordings-reasoner/recorded-exchanges.ts";
import type { ScriptedAnswer } from "../support/scripted-adapter.ts";
import { reasonerOver, transactionAnswer } from "../support/scripted-reasoner.ts";
import { outcomeOf } from "../support/settled.ts";

type Jobs = ReasonerEffects["jobs"];
type Body = Readonly<Record<string, unknown>>;

const wireTypes: Readonly<Record<string, string>> = { SOLVER: "Prescriptive", ML: "Predictive" };

const answerOf = ({ status, body, contentType }: DirectAccessExchange): ScriptedAnswer => ({
  status,
  body,
  headers: { "content-type": contentType },
});

/** A create's payload as the caller passed it, without the keys that the client adds. */
const payloadOf = (sent: Body): JobPayload => {
  if (typeof sent["payload"] === "string") return JSON.parse(sent["payload"]) as JobPayload;
  const { engine_name: _name, abort_detached: _detached, ...payload } = sent;
  return payload;
};

const create = (jobs: Jobs, { url, sent }: DirectAccessExchange): Effect.Effect<unknown, unknown> => {
  const body = JSON.parse(sent ?? "{}") as Body;
  const type = url.includes("/transactions") ? "Logic" : (wireTypes[String(body["job_type"])] ?? "");
  const name = String(body["engine_name"] ?? body["worker_name"]);
  // Of a Logic job the payload's own minutes came from the payload.
  const minutes = type === "Logic" ? undefined : body["timeout_mins"];
  const options = { timeoutMins: minutes as number | undefined };
  return body["abort_detached"] === true
    ? jobs.createReady(type, name, payloadOf(body))
    : jobs.create(type, name, payloadOf(body), options);
};

/** The call of this client that sends the recorded request. */
const callOf = (jobs: Jobs, exchange: DirectAccessExchange): Effect.Effect<unknown, unknown> => {
  const [path = "", query = ""] = exchange.url.split("?");
  const [kind = "", ...parts] = path.split("/").slice(2).map(decodeURIComponent);
  const type = kind === "transactions" ? "Logic" : (wireTypes[parts.shift() ?? ""] ?? "");
  const [id = "", part, stream] = parts;
  if (exchange.sent !== null) return create(jobs, exchange);
  if (path.split("/").length === 3) {
    const asked =
      kind === "transactions" ? "Logic" : exchange.name.startsWith("Predictive") ? "Predictive" : "Prescriptive";
    return jobs.list({ reasonerType: asked });
  }
  if (part === "events")
    return jobs.getEvents(
      { reasonerType: type, id },
      {
        stream,
        continuationToken: new URLSearchParams(query).get("continuation_token") ?? undefined,
      },
    );
  if (part?.startsWith("cancel") === true) return jobs.stop({ reasonerType: type, id });
  if (part === "artifacts" || part === "problems")
    return jobs.get({ reasonerType: type, id }, { include: { [part]: true } });
  return jobs.get({ reasonerType: type, id });
};

/** The expected job for a recorded row. */
const jobOf = (row: Body): Body => ({
  id: row["id"],
  reasonerType: wireTypes[String(row["type"])] ?? "Logic",
  state: row["state"],
  name: row["engine_name"] ?? row["worker_name"],
  model: row["database_name"] ?? null,
  createdBy: row["created_by"],
  createdOn: row["created_on"],
  finishedAt: row["finished_at"],
  duration: row["duration"],
  abortReason: row["abort_reason"],
});

const newestFirst = (rows: ReadonlyArray<Body>): ReadonlyArray<Body> =>
  rows.map(jobOf).toSorted((a, b) => Number(b["createdOn"]) - Number(a["createdOn"]));

const assertUnderstood = (exchange: DirectAccessExchange, outcome: unknown): void => {
  const body = JSON.parse(exchange.body) as Record<string, any>;
  const row = body["job"] ?? body["transaction"];
  const rows = (body["jobs"] ?? body["transactions"]) as ReadonlyArray<Body> | undefined;
  if (exchange.status === 404) return assert.deepInclude(outcome, { _tag: "NotFound", statusCode: 404 });
  if (exchange.sent !== null) {
    const id = body["id"] ?? row.id;
    return typeof outcome === "string" ? assert.strictEqual(outcome, id) : assert.deepInclude(outcome, { id });
  }
  if (row !== undefined) return assert.deepInclude(outcome, jobOf(row as Body));
  if (rows !== undefined) {
    const types = new Set((outcome as ReadonlyArray<ReasonerJob>).map(({ reasonerType }) => reasonerType));
    const expected = newestFirst(rows).filter(({ reasonerType }) => types.has(String(reasonerType)));
    assert.isAbove(expected.length, 0);
    return expected.forEach((job, index) => assert.deepInclude((outcome as ReadonlyArray<unknown>)[index], job));
  }
  if (body["events"] !== undefined)
    return assert.deepEqual(outcome, { events: body["events"], continuationToken: body["continuation_token"] || null });
  const job = outcome as ReasonerJob;
  if (body["results"] !== undefined)
    return assert.deepEqual(
      job.artifacts?.results.map(({ fields }) => fields),
      body["results"],
    );
  if (body["problems"] !== undefined) return assert.deepEqual(job.problems, body as ReasonerJob["problems"]);
  return assert.isUndefined(outcome);
};

/** The headers that the service reads; a browser forbids the user agent, and the runtime sets length and host. */
const comparedHeaders = [
  "accept",
  "authorization",
  "content-type",
  "gi_setup_skipped",
  "x-enable-guard-rails",
  "x-sf-spcs-authentication-method",
];

const parsed = (sent: string | null | undefined): unknown => {
  if (sent === null || sent === undefined) return undefined;
  const body = JSON.parse(sent) as Record<string, unknown>;
  // The payload's text is compared by what it holds: spellings of JSON differ.
  return typeof body["payload"] === "string" ? { ...body, payload: JSON.parse(body["payload"]) } : body;
};

/** Requests that Python sends and this client never does. */
const pythonOnly = (exchange: DirectAccessExchange): boolean => exchange.url.includes("/jobs/PREDICTIVE/");

const exchanges = directAccessExchanges();

describe("recorded exchanges", () => {
  it.effect.each(exchanges.filter((exchange) => !pythonOnly(exchange)))("$name", (exchange) =>
    Effect.gen(function* () {
      const [target] = exchange.url.split("?");
      // Further requests of a call: the row before its expansion, the end of a job that it waits for.
      const { reasoner, script } = yield* reasonerOver(
        ({ method, url }) =>
          method === exchange.method && `${url.pathname}` === target
            ? answerOf(exchange)
            : transactionAnswer(url.pathname.split("/")[3] ?? "", "COMPLETED"),
        { access: { token: "test-token" } },
      );
      const outcome = yield* outcomeOf(callOf(reasoner.jobs, exchange));
      const sent = script.requests.find(({ method, url }) => method === exchange.method && url.pathname === target);
      assert.strictEqual(`${sent?.url.pathname}${sent?.url.search}`, exchange.url);
      assert.deepEqual(parsed(sent?.body), parsed(exchange.sent));
      const headers = (all: Readonly<Record<string, string>> = {}) =>
        Object.fromEntries(comparedHeaders.map((name) => [name, all[name]]));
      assert.deepEqual(headers(sent?.headers), headers(exchange.headers));
      assertUnderstood(exchange, outcome);
    }),
  );

  it("that this client never sends are those of weakness 8", () => {
    const left = exchanges.filter(pythonOnly).map(({ name }) => name.replace(/ .*/, ""));
    assert.deepEqual(left, ["list_all_include_events", "list_all_include_events", "list_all_include_events"]);
  });
});
