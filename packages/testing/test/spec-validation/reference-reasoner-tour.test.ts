/** Both servers of the reference reasoner send only responses that `reasoner-jobs.yaml` and `snowflake-sql-api.yaml` describe. */
import { generateKeyPairSync, randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { expect, test } from "vitest";
import { createSpecValidator, startReferenceReasoner } from "../../src/index.ts";
import { startTour, type Visit } from "../../src/spec-validation/tour.ts";
import { assertionBy } from "../reference-reasoner/assertion-by.ts";
import { bindingsOf } from "../reference-reasoner/sql-client.ts";

const specText = (name: string): string =>
  readFileSync(createRequire(import.meta.url).resolve(`@jobwire/specs/${name}.yaml`), "utf8");

const token = "t0ken";
const jobs = "/v1alpha1/jobs";
const transactions = "/v1alpha1/transactions";
const jsonBody = (value: unknown): { readonly body: string } => ({ body: JSON.stringify(value) });

const tourDirectAccess = async (visit: Visit, nobody: Visit): Promise<void> => {
  for (const path of [jobs, `${jobs}/ML/x`, transactions, `${transactions}/x`]) await nobody(401, "GET", path);
  await nobody(401, "POST", jobs, jsonBody({}));
  await nobody(401, "POST", `${transactions}?use_graph_index=false`, jsonBody({}));
  for (const path of [`${jobs}/ML/nope`, `${transactions}/nope`]) {
    await visit(404, "GET", path);
    await visit(404, "GET", `${path}/events/progress?continuation_token=`);
  }
  for (const part of ["artifacts", "problems"]) await visit(404, "GET", `${transactions}/nope/${part}`);
  await visit(404, "POST", `${jobs}/ML/nope/cancel`);
  await visit(404, "POST", `${transactions}/nope/cancel_async`);
  await visit(400, "POST", jobs, jsonBody({ job_type: "LOGIC" }));
  await visit(400, "POST", `${transactions}?use_graph_index=false`, { body: "no JSON" });

  for (const code of ["def output = 1", "fail", "stay_running"]) {
    for (const job_type of ["SOLVER", "ML"]) {
      const payload = JSON.stringify({ raw_code: code });
      const body = jsonBody({ job_type, worker_name: "e", payload, timeout_mins: 5 });
      const { id } = (await visit(200, "POST", jobs, body)) as { readonly id: string };
      await tourOne(visit, `${jobs}/${job_type}/${id}`, "cancel");
    }
    const body = jsonBody({ engine_name: "e", abort_detached: false, dbname: "D", query: code });
    const created = await visit(200, "POST", `${transactions}?use_graph_index=false`, body);
    const { transaction } = created as { readonly transaction: { readonly id: string } };
    const path = `${transactions}/${transaction.id}`;
    await tourOne(visit, path, "cancel_async");
    for (const part of ["artifacts", "problems"]) await visit(200, "GET", `${path}/${part}`);
  }
  await visit(200, "GET", jobs);
  await visit(200, "GET", transactions);
};

const tourOne = async (visit: Visit, path: string, cancel: string): Promise<void> => {
  await visit(200, "GET", path);
  for (const query of ["", "p2"]) await visit(200, "GET", `${path}/events/progress?continuation_token=${query}`);
  await visit(400, "GET", `${path}/events/progress?continuation_token=never-given`);
  await visit(200, "POST", `${path}/${cancel}`);
  await visit(200, "GET", path);
};

test.each([
  ["while jobs run", 60_000],
  ["when they have ended", 0],
])("Direct Access, %s", async (_name, runMs) => {
  await using reasoner = await startReferenceReasoner({ token, runMs });
  const validator = createSpecValidator(specText("reasoner-jobs"));
  const tour = startTour({ address: reasoner.url, validator }, "the reference reasoner");
  await tourDirectAccess(tour.visitor({ authorization: `Snowflake Token="${token}"` }), tour.visitor({}));
  const { problems, visited, answers, bodies } = tour.report();
  expect(problems).toEqual([]);
  expect(bodies).toBe(answers);
  expect(visited).toEqual([
    "cancelJob 200",
    "cancelJob 404",
    "cancelTransaction 200",
    "cancelTransaction 404",
    "createJob 200",
    "createJob 400",
    "createJob 401",
    "createTransaction 200",
    "createTransaction 400",
    "createTransaction 401",
    "getJob 200",
    "getJob 401",
    "getJob 404",
    "getJobEvents 200",
    "getJobEvents 400",
    "getJobEvents 404",
    "getTransaction 200",
    "getTransaction 401",
    "getTransaction 404",
    "getTransactionArtifacts 200",
    "getTransactionArtifacts 404",
    "getTransactionEvents 200",
    "getTransactionEvents 400",
    "getTransactionEvents 404",
    "getTransactionProblems 200",
    "getTransactionProblems 404",
    "listJobs 200",
    "listJobs 401",
    "listTransactions 200",
    "listTransactions 401",
  ]);
});

test("the SQL REST API and the token exchange", async () => {
  const { publicKey, privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  let now = Date.now();
  await using reasoner = await startReferenceReasoner({
    token,
    publicKey: publicKey.export({ type: "spki", format: "pem" }).toString(),
    now: () => now,
    partitionRows: 2,
    slow: (statement) => (statement.includes("slow") ? { polls: 2, status: 429 } : undefined),
  });
  const validator = createSpecValidator(specText("snowflake-sql-api"));
  const tour = startTour({ address: reasoner.snowflakeUrl, validator }, "the reference reasoner");
  const usual = { accept: "application/json", "content-type": "application/json", "user-agent": "tour/1" };
  const visit = tour.visitor({ ...usual, authorization: `Bearer ${token}` });
  const nobody = tour.visitor(usual);
  const path = "/api/v2/statements";
  const run = async (status: number, statement: string, values: Parameters<typeof bindingsOf>[0] = [], query = "") => {
    const body = jsonBody({ statement, bindings: bindingsOf(values), timeout: 60 });
    return (await visit(status, "POST", `${path}?requestId=${randomUUID()}${query}`, body)) as {
      readonly statementHandle: string;
    };
  };
  const list = (where = "") =>
    `SELECT ID, CREATED_ON, FINISHED_AT FROM RELATIONALAI.api.JOBS ${where} ORDER BY CREATED_ON`;

  await nobody(401, "POST", path, jsonBody({ statement: "x" }));
  await nobody(401, "GET", `${path}/x`);
  await nobody(401, "POST", `${path}/x/cancel`);
  await visit(400, "POST", path, { ...jsonBody({ statement: "x" }), headers: { accept: "text/html" } });
  await visit(400, "POST", path, { body: "no JSON" });
  await visit(415, "POST", path, { ...jsonBody({ statement: "x" }), headers: { "content-type": "text/plain" } });
  await visit(404, "GET", `${path}/nope`);
  await visit(422, "POST", `${path}/nope/cancel`);
  await run(422, "SELECT 1");
  await run(422, "call RELATIONALAI.api.CANCEL_JOB(?, ?)", ["ML", "nope"]);

  for (let n = 0; n < 5; n += 1) await run(200, "call RELATIONALAI.api.EXEC_JOB_ASYNC(?, ?, ?)", ["ML", "e", "{}"]);
  const logic = ["D", "e", "q", "{}", true, false, "rel", "{}", false];
  await run(200, "call RELATIONALAI.api.exec_async_v2(?,?,?,PARSE_JSON(?),?,?,?,PARSE_JSON(?),?)", logic);
  await run(200, "SELECT id, read_only FROM RELATIONALAI.api.transactions");
  await run(200, "call RELATIONALAI.app.service_endpoint(TRUE)");
  await run(200, list("WHERE STATE = 'NONE'"));
  const { statementHandle: listed } = await run(200, list());
  for (const partition of ["", "?partition=0", "?partition=1", "?partition=2"])
    await visit(200, "GET", `${path}/${listed}${partition}`);
  await visit(400, "GET", `${path}/${listed}?partition=3`);

  const { statementHandle: asynchronous } = await run(202, list(), [], "&async=true");
  await visit(200, "GET", `${path}/${asynchronous}`);
  const slow = list("WHERE STATE = 'slow'");
  const { statementHandle: polled } = await run(202, slow);
  await visit(429, "GET", `${path}/${polled}`);
  await visit(200, "POST", `${path}/${polled}/cancel`);
  await visit(422, "GET", `${path}/${polled}`);
  const { statementHandle: late } = await run(202, slow);
  now += 60_000;
  await visit(408, "GET", `${path}/${late}`);

  const form = (fields: Record<string, string>) => ({
    body: new URLSearchParams({
      grant_type: "urn:ietf:params:oauth:grant-type:jwt-bearer",
      scope: new URL(reasoner.url).host,
      ...fields,
    }).toString(),
    headers: { "content-type": "application/x-www-form-urlencoded" },
  });
  await nobody(200, "POST", "/oauth/token", form({ assertion: assertionBy({ publicKey, privateKey }, now) }));
  await nobody(401, "POST", "/oauth/token", form({ assertion: "x" }));
  await nobody(400, "POST", "/oauth/token", form({ scope: "other" }));

  const { problems, visited, answers, bodies } = tour.report();
  expect(problems).toEqual([]);
  expect(bodies).toBe(answers);
  expect(visited).toEqual([
    "cancelStatement 200",
    "cancelStatement 401",
    "cancelStatement 422",
    "exchangeToken 200",
    "exchangeToken 400",
    "exchangeToken 401",
    "getStatement 200",
    "getStatement 400",
    "getStatement 401",
    "getStatement 404",
    "getStatement 408",
    "getStatement 422",
    "getStatement 429",
    "submitStatement 200",
    "submitStatement 202",
    "submitStatement 400",
    "submitStatement 401",
    "submitStatement 415",
    "submitStatement 422",
  ]);
});
