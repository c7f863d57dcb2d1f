/** Every recorded exchange of the Python client, replayed: our request is the recorded one, and the recorded answer is understood. */
import { readFileSync } from "node:fs";
import { assert, describe, it } from "@effect/vitest";
import { Effect } from "effect";
import type { JobwireError } from "../../src/errors.ts";
import type { ReasonerJobEffects } from "../../src/reasoner/effects.ts";
import type { JobPayload, ReasonerJob } from "../../src/reasoner/types.ts";
import { reasonerOver } from "../support/scripted-reasoner.ts";
import { outcomeOf } from "../support/settled.ts";

interface Exchange {
  readonly request: {
    readonly method: string;
    readonly target: string;
    readonly headers: ReadonlyArray<readonly [string, string]>;
    readonly body: Readonly<Record<string, unknown>> | null;
  };
  readonly response: { readonly status: number; readonly body: unknown };
}

const recorded = Object.entries(
  JSON.parse(
    readFileSync(new URL("../../../testing/recordings/reasoner/da_sync_happy.json", import.meta.url), "utf8"),
  ) as Record<string, ReadonlyArray<Exchange>>,
).flatMap(([part, exchanges]) =>
  exchanges.map((exchange, index) => {
    const { method, target } = exchange.request;
    return [`${part} ${index}: ${method} ${target}`, exchange] as const;
  }),
);

type Call = (jobs: ReasonerJobEffects) => Effect.Effect<unknown, JobwireError>;

/** The part of an include, asked for by itself: what it needs of the job is answered by the script. */
const partOf =
  (key: "artifacts" | "problems", id: string): Call =>
  (jobs) =>
    Effect.map(jobs.get("Logic", id, { include: { [key]: true } }), (job) => job[key]);

const createOf = (body: Readonly<Record<string, unknown>>): Call => {
  if (typeof body["payload"] === "string") {
    const payload = JSON.parse(body["payload"]) as JobPayload;
    const timeoutMins = body["timeout_mins"] as number | undefined;
    return (jobs) => jobs.create(String(body["job_type"]), String(body["worker_name"]), payload, { timeoutMins });
  }
  const { engine_name: name, abort_detached: detached, ...payload } = body;
  return (jobs) =>
    detached === true
      ? Effect.ignore(jobs.createReady("Logic", String(name), payload, { timeoutMs: 1000 }))
      : jobs.create("Logic", String(name), payload);
};

/** The call of ours that makes the recorded request. */
const callOf = ({ request: { method, target, body } }: Exchange): Call => {
  const url = new URL(target, "http://recorded");
  const [family = "", ...rest] = url.pathname.split("/").slice(2).map(decodeURIComponent);
  const [type = "", ...below] = family === "jobs" ? rest : ["Logic", ...rest];
  const [id = "", part, stream] = below;
  if (method === "POST" && body !== null) return createOf(body);
  if (method === "POST") return (jobs) => jobs.cancel(type, id);
  if (rest.length === 0) return (jobs) => jobs.list({ reasonerType: family === "jobs" ? "Prescriptive" : "Logic" });
  if (part === "artifacts" || part === "problems") return partOf(part, id);
  if (part === "events") {
    const continuationToken = url.searchParams.get("continuation_token") ?? "";
    return (jobs) => jobs.getEvents(type, id, { stream, continuationToken });
  }
  return (jobs) => jobs.get(type, id);
};

/** Python's labels in the paths of a list of all types are its mistake (weakness 8). */
const corrected = (target: string): string => target.replace("/jobs/PREDICTIVE/", "/jobs/ML/");

const parsedPayload = (body: unknown): unknown => {
  const { payload, ...rest } = body as Record<string, unknown>;
  return typeof payload === "string" ? { ...rest, payload: JSON.parse(payload) as unknown } : body;
};

describe("the recorded exchange", () => {
  it.effect.each(recorded)("%s", ([, exchange]) =>
    Effect.gen(function* () {
      const { request, response } = exchange;
      const target = corrected(request.target);
      let seen = false;
      const { reasoner, script } = yield* reasonerOver(({ method, url }) => {
        if (method !== request.method || url.pathname + url.search !== target) {
          return { json: method === "POST" ? { id: "t" } : { transaction: { state: "COMPLETED" } } };
        }
        seen = true;
        return { status: response.status, json: response.body };
      });
      const outcome = yield* outcomeOf(callOf(exchange)(reasoner.jobs));
      assert.isTrue(seen, "the recorded request was not made");
      const sent = script.requests.find(({ url }) => url.pathname + url.search === target);
      for (const [name, value] of request.headers) {
        if (!/^(accept|content-type|gi_setup_skipped|x-.*)$/i.test(name)) continue;
        assert.strictEqual(sent?.headers[name.toLowerCase()], value, name);
      }
      if (request.body !== null) {
        assert.deepStrictEqual(parsedPayload(JSON.parse(sent?.body ?? "")), parsedPayload(request.body));
      }
      if (response.status === 404) assert.deepInclude(outcome, { _tag: "NotFound", reason: "unknown-job" });
      else assert.notProperty(outcome ?? {}, "isJobwireError");
      if (request.method === "GET" && Object.hasOwn((outcome ?? {}) as object, "reasonerType")) {
        const { state, createdOn, createdBy } = outcome as ReasonerJob;
        assert.match(state ?? "", /^(RUNNING|COMPLETED|CANCELED)$/);
        assert.isAbove(createdOn ?? 0, 1.7e12);
        assert.strictEqual(createdBy, "alice@example.com");
      }
    }),
  );
});
