/** The Python client's results for odd responses, next to this client's; each difference is named. */
import { assert, describe, it } from "@effect/vitest";
import { Effect } from "effect";
import { isJobwireError } from "../../src/errors.ts";
import type { ReasonerEffects } from "../../src/reasoner/effects.ts";
import type { ReasonerJob } from "../../src/reasoner/types.ts";
import {
  answerShapes,
  edgeCases,
  type RecordedShape,
} from "../../../testing/test/recordings-reasoner/recorded-exchanges.ts";
import type { ScriptedAnswer } from "../support/scripted-adapter.ts";
import { reasonerOver, transactionAnswer } from "../support/scripted-reasoner.ts";
import { outcomeOf } from "../support/settled.ts";

type Jobs = ReasonerEffects["jobs"];

const labels = { LOGIC: "Logic", SOLVER: "Prescriptive" } as const;

const create = (jobs: Jobs, type: keyof typeof labels): Effect.Effect<unknown, unknown> =>
  Effect.map(jobs.create(labels[type], "eng1", { query: "q", dbname: "D" }), ({ id }) => id);

const callOf = (jobs: Jobs, { operation, type }: RecordedShape): Effect.Effect<unknown, unknown> => {
  if (operation === "create") return create(jobs, type);
  if (operation === "list") return jobs.list({ reasonerType: labels[type] });
  return jobs.get(
    { reasonerType: labels[type], id: "x" },
    operation === "artifacts" ? { include: { artifacts: true } } : {},
  );
};

const answerOf = ({ body }: RecordedShape): ScriptedAnswer => {
  try {
    return { json: JSON.parse(body) as unknown };
  } catch {
    return { body, headers: { "content-type": "text/plain" } };
  }
};

/** A result of this client in the terms of the recording, where both have terms for it. */
const summary = (shape: RecordedShape, outcome: unknown): string => {
  if (isJobwireError(outcome))
    return outcome.reason === "unknown-job" ? "ok None" : `${outcome._tag} ${outcome.reason}`;
  if (typeof outcome === "string") return `ok '${outcome}'`;
  if (Array.isArray(outcome)) {
    const ids = (outcome as ReadonlyArray<ReasonerJob>).map(({ id }) => `'${id}'`);
    return `ok [${ids.join(", ")}]`;
  }
  const { id, reasonerType, state, artifacts } = outcome as ReasonerJob;
  if (shape.operation === "artifacts")
    return `ok ${JSON.stringify(artifacts?.results.map(({ filename }) => filename))}`;
  return `ok Job(id='${id}', reasoner_type='${reasonerType}', state=${state === null ? "None" : `'${state}'`}`;
};

describe("a response of another shape", () => {
  it.effect("is read as in Python, with these exceptions", () =>
    Effect.gen(function* () {
      const differences: Record<string, string> = {};
      for (const shape of answerShapes()) {
        const { reasoner } = yield* reasonerOver(({ url }) =>
          shape.operation === "artifacts" && !url.pathname.endsWith("/artifacts")
            ? transactionAnswer("x", "COMPLETED")
            : answerOf(shape),
        );
        const ours = summary(shape, yield* outcomeOf(callOf(reasoner.jobs, shape)));
        const python = shape.result.join(" ").replace(/(state=[^,]*), .*/s, "$1");
        if (ours !== python) differences[shape.name] = ours;
      }
      assert.deepEqual(differences, {
        // A row counts without its wrapper as well, and a payload inside it is not a wrapper.
        "get SOLVER body {'id': 'x', 'state': 'RUNNING'}":
          "ok Job(id='x', reasoner_type='Prescriptive', state='RUNNING'",
        "get LOGIC body {'id': 'x', 'payload': {'k': 1}, 'state': 'RUNNING'}":
          "ok Job(id='x', reasoner_type='Logic', state='RUNNING'",
        // A response of another kind is an error, not an unknown job.
        "get SOLVER body []": "BadResponse shape",
        "get SOLVER body 'text'": "BadResponse json",
        "get LOGIC body []": "BadResponse shape",
        "get LOGIC body 'text'": "BadResponse json",
        // An id counts wherever it is.
        "create LOGIC body 'bare'": "ok 'bare'",
        "create LOGIC body {'result': {'transaction': {'id': 'a'}}}": "ok 'a'",
        "create SOLVER body {'id': 5}": "ok '5'",
        "create SOLVER body {'ID': 'a'}": "ok 'a'",
        // Without an id the job may exist nevertheless (weakness 21).
        "create LOGIC body {'message': 'why'}": "CreateOutcomeUnknown no-id",
        "create LOGIC body {}": "CreateOutcomeUnknown no-id",
        "create LOGIC body []": "CreateOutcomeUnknown no-id",
        "create SOLVER body {'job_id': 'a'}": "CreateOutcomeUnknown no-id",
        "create SOLVER body {}": "CreateOutcomeUnknown no-id",
        // Weakness 3: Python has never seen an artifact.
        "artifacts body {'results': [{'filename': 'f', 'url': 'u'}]}": 'ok ["f"]',
        "artifacts body {'RESULTS': [{'FILENAME': 'f'}]}": 'ok ["f"]',
        "artifacts body [{'filename': 'f'}]": 'ok ["f"]',
        "artifacts body {'results': {'results': [{'filename': 'f'}]}}": 'ok ["f"]',
        // Both lists have the same shapes; an entry that is not a row does not hide the rows, and stays visible.
        "list LOGIC body {'jobs': [{'id': 'a'}]}": "ok ['a']",
        "list SOLVER body [{'id': 'a'}]": "ok ['a']",
        "list SOLVER body {'items': [{'id': 'a'}]}": "ok ['a']",
        "list SOLVER body {'jobs': [{'id': 'a', 'type': 'Prescriptive'}, {'id': 'b', 'type': 'solver'}, {'id': 'c', 'type': 'ML'}, 'x']}":
          "ok ['a', 'b', '']",
      });
    }),
  );
});

describe("a recorded status", () => {
  /** This client's result for either kind of job, and its number of requests; Python repeats a create after 429 and 5xx. */
  const expected: Readonly<Record<string, string>> = {
    "create 201": "CreateOutcomeUnknown no-id, 1 sent",
    "create 202": "CreateOutcomeUnknown no-id, 1 sent",
    "create 204": "CreateOutcomeUnknown no-id, 1 sent",
    "create 301": "CreateOutcomeUnknown unreadable, 1 sent",
    "create 400": "InvalidRequest server, 1 sent",
    "create 401": "Unauthorized, 1 sent",
    "create 403": "Forbidden, 1 sent",
    "create 404": "NotFound unknown-path, 1 sent",
    "create 409": "Conflict, 1 sent",
    "create 422": "InvalidRequest server, 1 sent",
    "create 429": "RateLimited, 1 sent",
    "create 500": "CreateOutcomeUnknown unreadable, 1 sent",
    "create 502": "CreateOutcomeUnknown unreadable, 1 sent",
    "create 503": "CreateOutcomeUnknown unreadable, 1 sent",
    "get 201": "BadResponse shape, 1 sent",
    "get 400": "InvalidRequest server, 1 sent",
    "get 401": "Unauthorized, 1 sent",
    "get 404": "NotFound unknown-job, 1 sent",
    "get 409": "Conflict, 1 sent",
    "get 500": "ServerError internal, 3 sent",
  };

  const cases = edgeCases().flatMap(({ name }) => {
    const match = /^(create|get) (SOLVER|LOGIC) status (\d+)$/.exec(name);
    return match === null ? [] : [[name, match[1], match[2] as keyof typeof labels, Number(match[3])] as const];
  });

  it.effect.each(cases)("%s", ([, operation = "", type, status]) =>
    Effect.gen(function* () {
      const { reasoner, script } = yield* reasonerOver(() => ({ status, json: { message: `m${status}` } }));
      const { jobs } = reasoner;
      const outcome = yield* outcomeOf(
        operation === "get" ? jobs.get({ reasonerType: labels[type], id: "x" }) : create(jobs, type),
      );
      assert.isTrue(isJobwireError(outcome));
      const { _tag, reason } = outcome as { readonly _tag: string; readonly reason?: string };
      const seen = `${_tag}${reason === undefined ? "" : ` ${reason}`}, ${script.requests.length} sent`;
      assert.strictEqual(seen, expected[`${operation} ${status}`]);
    }),
  );
});
