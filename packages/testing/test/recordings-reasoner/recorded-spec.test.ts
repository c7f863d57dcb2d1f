/** Checks every recorded exchange of the Python client over Direct Access against `reasoner-jobs.yaml`, and names those that do not match. */
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { expect, test } from "vitest";
import { createSpecValidator } from "../../src/index.ts";
import { answerShapes, directAccessExchanges } from "./recorded-exchanges.ts";

const specText = readFileSync(createRequire(import.meta.url).resolve("@jobwire/specs/reasoner-jobs.yaml"), "utf8");
const validator = createSpecValidator(specText);

test("every response matches, its body is checked, and all operations are covered", () => {
  const seen: Record<string, Array<number>> = {};
  for (const exchange of directAccessExchanges()) {
    const verdict = validator.validate(exchange);
    expect([exchange.name, verdict.problems, verdict.bodyChecked]).toEqual([exchange.name, [], true]);
    const id = verdict.operationId ?? "none";
    seen[id] = [...new Set([...(seen[id] ?? []), exchange.status])].sort((a, b) => a - b);
  }
  expect(validator.operationIds.filter((id) => !(id in seen))).toEqual([]);
  expect(Object.fromEntries(Object.entries(seen).filter(([, statuses]) => statuses.join() !== "200"))).toEqual({
    getJob: [200, 404],
    // The recording server's own text for a type that the client should have sent as ML (weakness 8 in docs/reasoner-weaknesses.md).
    getJobEvents: [200, 404],
    getTransaction: [200, 404],
  });
});

test("every request body matches", () => {
  const sent = directAccessExchanges().filter((exchange) => exchange.sent !== null);
  expect(sent).toHaveLength(9);
  for (const { name, method, url, sent: body } of sent) {
    expect([name, validator.validateRequest({ method, url, body: body ?? "" }).problems]).toEqual([name, []]);
  }
});

test("of the invented responses of the recording's server, exactly these do not match", () => {
  const paths = {
    get: { LOGIC: "/v1alpha1/transactions/x", SOLVER: "/v1alpha1/jobs/SOLVER/x" },
    create: { LOGIC: "/v1alpha1/transactions?use_graph_index=false", SOLVER: "/v1alpha1/jobs" },
    list: { LOGIC: "/v1alpha1/transactions", SOLVER: "/v1alpha1/jobs" },
    artifacts: { LOGIC: "/v1alpha1/transactions/x/artifacts", SOLVER: "" },
  };
  const misfits = answerShapes().filter(({ operation, type, body }) => {
    const answer = {
      method: operation === "create" ? "POST" : "GET",
      url: paths[operation][type],
      status: 200,
      contentType: "application/json",
      body,
    };
    return !validator.validate(answer).ok;
  });
  expect(misfits.map(({ name }) => name.replace(/ body /, ": "))).toEqual([
    // Neither an object nor a row.
    "get SOLVER: []",
    "get SOLVER: 'text'",
    "get LOGIC: []",
    "get LOGIC: 'text'",
    "get LOGIC: None",
    // No id, or not in the form that the client expects.
    "create LOGIC: 'bare'",
    "create LOGIC: {}",
    "create LOGIC: []",
    "create SOLVER: {'job_id': 'a'}",
    "create SOLVER: {'id': 5}",
    "create SOLVER: {'ID': 'a'}",
    "create SOLVER: {}",
    // Guesses at other shapes; the client's parser accepted none.
    "artifacts: {'RESULTS': [{'FILENAME': 'f'}]}",
    "artifacts: [{'filename': 'f'}]",
    "artifacts: {'results': {'results': [{'filename': 'f'}]}}",
    // No rows where the client looks for them, or more than rows.
    "list LOGIC: {}",
    "list SOLVER: [{'id': 'a'}]",
    "list SOLVER: {'jobs': [{'id': 'a', 'type': 'Prescriptive'}, {'id': 'b', 'type': 'solver'}, {'id': 'c', 'type': 'ML'}, 'x']}",
    "list SOLVER: {'items': [{'id': 'a'}]}",
    "list SOLVER: {'jobs': None}",
  ]);
});
