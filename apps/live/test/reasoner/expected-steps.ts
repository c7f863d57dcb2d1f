/** The expected results of the real jobs clients on a reference reasoner, step by step: see programs/reasoner_jobs.py. */

/** The API that the client uses. */
export type Transport = "direct-access" | "sql";

/** The result of one step: a value, or the exception. */
export type Step = { readonly result: unknown } | { readonly exception: string; readonly text: string };

/** The run time of a job that ends by itself, in milliseconds. */
export const RUN_MS = 100;

const event = (type: string, message: string) => ({ type, stream: "progress", message, event: { message } });
const firstPage = { events: [event("start", "one"), event("step", "two")], continuation_token: "p2" };

const jobOf = (kind: string) => ({
  id: "<id>",
  reasoner_type: kind,
  state: "COMPLETED",
  name: "eng1",
  model: kind === "Logic" ? "DB" : null,
  created_by: "alice@example.com",
  created_on: "<time>",
  finished_at: "<time>",
  duration: RUN_MS,
  abort_reason: null,
});

const payload = JSON.stringify({
  raw_code: "def output = 1",
  inputs: {},
  readonly: true,
  nowait_durable: false,
  language: "rel",
  bypass_index: false,
  gi_setup_skipped: false,
  database: "DB",
})
  // As Python writes JSON.
  .replaceAll(":", ": ")
  .replaceAll(",", ", ");

/** Over SQL the client keeps the first file's columns, over Direct Access nothing at all (rows 3 and 4 of docs/reasoner-weaknesses.md). */
const artifactsOver = {
  "direct-access": {},
  sql: {
    FILENAME: "metadata.json",
    PRESIGNED_URL: "<address>/artifacts/<id>/metadata.json?<signed>",
    PRESIGNED_URL_AP: "<address>/artifacts/<id>/metadata.json?<signed>",
    ENCRYPTION_MATERIAL: "",
  },
} as const;

const problem = { type: "TestProblem", message: "just a test", report: "1 | def output = 1" };
const problemsOver = {
  "direct-access": { problems: [problem] },
  sql: { problems: [{ TYPE: problem.type, MESSAGE: problem.message, REPORT: problem.report }] },
} as const;

const expandedOf = (kind: string, transport: Transport) => {
  const job = jobOf(kind);
  const logic = kind === "Logic";
  const readOnly = logic ? true : null;
  const own = { payload: logic ? null : payload, timeout_ms: logic ? null : 420_000 };
  return {
    ...job,
    details: { model: job.model, read_only: readOnly, ...own },
    events: firstPage,
    artifacts: logic ? artifactsOver[transport] : null,
    problems: logic ? problemsOver[transport] : null,
    raw: {
      id: "<id>",
      reasoner_type: kind,
      database_name: job.model,
      read_only: readOnly,
      state: job.state,
      created_by: job.created_by,
      created_on: "<time>",
      finished_at: "<time>",
      duration: RUN_MS,
      reasoner_name: "eng1",
      abort_reason: null,
      ...own,
    },
  };
};

/** What is refused: by the client's own class and words over Direct Access, by the session's over SQL. */
const refusals = (kind: string, transport: Transport): Record<string, Step> => {
  const logic = kind === "Logic";
  const what = logic ? "transaction" : "job";
  const whats = logic ? "Transactions" : "Jobs";
  const unknown = (status: number, message: string): Step => ({
    exception: "ClientUnknownError",
    text: `100357 (P0000): remote service error: ${status} '{"message":"${message}"}'`,
  });
  const token = "this continuation token was never given";
  return transport === "sql"
    ? {
        [`get_events ${kind} wrong token`]: unknown(400, token),
        [`cancel ${kind} missing`]: unknown(404, `${what} not found`),
      }
    : {
        [`get_events ${kind} wrong token`]: {
          exception: "JobInvalidRequestError",
          text: `${whats} request failed validation. ${token}`,
        },
        [`cancel ${kind} missing`]: {
          exception: "JobServerError",
          text: `${whats} request failed (status=404) op=cancel. ${what} not found`,
        },
      };
};

const ofKind = (kind: string, transport: Transport): Record<string, Step> => {
  const logic = kind === "Logic";
  const wire = { Logic: "LOGIC", Prescriptive: "SOLVER", Predictive: "ML" }[kind];
  const job = { result: jobOf(kind) };
  const operation = {
    result: {
      id: "<id>",
      status: "SUCCEEDED",
      error: null,
      raw: { state: "COMPLETED", reasoner_type: kind, name: "eng1" },
    },
  };
  const created = { result: { reasoner_type: kind, name: "eng1" } };
  const badEnd = logic ? "ABORTED" : "FAILED";
  // Direct Access keeps the server's order, oldest first; SQL asks for the newest first (row 9 of docs/reasoner-weaknesses.md).
  const states = ["COMPLETED", "COMPLETED", badEnd, "CANCELED"];
  const listed = transport === "sql" ? states.toReversed() : states;
  return {
    [`create ${kind} def output = 1`]: created,
    [`operation wait ${kind}`]: job,
    [`operation status ${kind}`]: operation,
    [`operation is_done ${kind}`]: { result: true },
    [`operation result ${kind}`]: job,
    [`get ${kind}`]: job,
    [`get ${kind} with everything`]: { result: expandedOf(kind, transport) },
    [`get ${kind} missing`]: { result: null },
    [`get_events ${kind}`]: { result: firstPage },
    [`get_events ${kind} next`]: { result: { events: [event("end", "three")], continuation_token: "" } },
    [`wait ${kind}`]: job,
    [`get_operation ${kind}`]: operation,
    [`get_operation ${kind} missing`]: {
      result: { id: "nope", status: "PENDING", error: null, raw: { note: "job not found yet" } },
    },
    [`create_ready ${kind}`]: { result: "COMPLETED" },
    [`create ${kind} fail`]: created,
    [`wait ${kind} failing`]: { result: logic ? ["ABORTED", "user error"] : ["FAILED", "engine failed"] },
    [`create ${kind} stay_running`]: created,
    [`get ${kind} running`]: { result: "RUNNING" },
    [`wait ${kind} running`]: {
      exception: "JobTimeoutError",
      text: `Timed out after 0.3s waiting for completion: reasoner_type=${wire} job_id=<id>`,
    },
    [`list ${kind} only active`]: { result: [true] },
    [`cancel ${kind}`]: { result: null },
    [`get ${kind} cancelled`]: { result: "CANCELED" },
    [`cancel ${kind} all users`]: logic
      ? { result: null }
      : { exception: "JobInvalidRequestError", text: "Jobs cancel does not support all_users=True." },
    [`list ${kind}`]: { result: listed },
    [`list ${kind} filtered`]: { result: [badEnd] },
    [`list ${kind} by id`]: { result: [true] },
    [`list ${kind} limit, offset`]: { result: listed.slice(1, 2) },
    ...refusals(kind, transport),
  };
};

/** Every step of a run. Across types the client sorts by creation, newest first. */
export const expectedSteps = (transport: Transport): Record<string, Step> => ({
  ...ofKind("Logic", transport),
  ...ofKind("Prescriptive", transport),
  ...ofKind("Predictive", transport),
  "list all": { result: ["Predictive", "Prescriptive", "Logic"].flatMap((kind) => Array<string>(4).fill(kind)) },
});
