import { describe, expect, test } from "vitest";
import {
  responseLost,
  drop,
  instead,
  json,
  notReady,
  type ReferenceReasoner,
  staleEndpoint,
  startReferenceReasoner,
  tokenExpired,
} from "../../src/index.ts";

interface Reply {
  readonly status: number;
  /** Of many shapes. */
  readonly body: Record<string, any>;
}

const send = async (reasoner: ReferenceReasoner, path: string, body?: unknown, method?: string): Promise<Reply> => {
  const response = await fetch(`${reasoner.url}/v1alpha1${path}`, {
    method: method ?? (body === undefined ? "GET" : "POST"),
    headers: { authorization: 'Snowflake Token="t"', "content-type": "application/json" },
    ...(body === undefined || body === null ? {} : { body: JSON.stringify(body) }),
  });
  return { status: response.status, body: (await response.json()) as Reply["body"] };
};

const createJob = async (reasoner: ReferenceReasoner, code: string): Promise<string> =>
  (await send(reasoner, "/jobs", { job_type: "ML", worker_name: "e", payload: JSON.stringify({ code }) })).body["id"];

const createTransaction = async (reasoner: ReferenceReasoner, query: string): Promise<string> => {
  const { body } = await send(reasoner, "/transactions?use_graph_index=false", {
    engine_name: "e",
    dbname: "D",
    query,
  });
  return body["transaction"].id;
};

describe("the life of a job follows from its code and the clock", () => {
  test.each([
    ["solve {}", "COMPLETED", "COMPLETED"],
    ["fail here", "FAILED", "ABORTED"],
    ["stay_running", "RUNNING", "RUNNING"],
  ])("%s", async (code, jobEnd, transactionEnd) => {
    let now = Date.now();
    await using reasoner = await startReferenceReasoner({ now: () => now });
    const [job, transaction] = [await createJob(reasoner, code), await createTransaction(reasoner, code)];
    const states = async () => [
      (await send(reasoner, `/jobs/ML/${job}`)).body["job"].state,
      (await send(reasoner, `/transactions/${transaction}`)).body["transaction"].state,
    ];
    expect(await states()).toEqual(["RUNNING", "RUNNING"]);
    now += 999;
    expect(await states()).toEqual([jobEnd, transactionEnd]);
    await send(reasoner, `/jobs/ML/${job}/cancel`, null, "POST");
    await send(reasoner, `/transactions/${transaction}/cancel_async`, null, "POST");
    // Jobs that had ended did not change.
    const running = jobEnd === "RUNNING";
    expect(await states()).toEqual(running ? ["CANCELED", "CANCELED"] : [jobEnd, transactionEnd]);
  });
});

test("events come on two pages; the last event of the second page comes with the job's end", async () => {
  await using reasoner = await startReferenceReasoner();
  const id = await createJob(reasoner, "stay_running");
  const page = async (token: string) =>
    (await send(reasoner, `/jobs/ML/${id}/events/progress?continuation_token=${token}`)).body;
  const messages = ({ events }: Reply["body"]) => events.map((event: { message: string }) => event.message);
  const first = await page("");
  expect([messages(first), first["continuation_token"]]).toEqual([["one", "two"], "p2"]);
  expect(await page("p2")).toEqual({ events: [], continuation_token: "" });
  reasoner.job(id)?.addEvent("more");
  expect(messages(await page("p2"))).toEqual(["more"]);
  expect((await page("p2"))["continuation_token"]).toBe("p3");
  reasoner.job(id)?.end({ state: "CANCELED" });
  expect(await page("p3")).toMatchObject({ events: [{ type: "end", message: "three" }], continuation_token: "" });
  expect((await send(reasoner, `/jobs/ML/${id}/events/progress?continuation_token=p9`)).status).toBe(400);
});

test("a completed transaction has a problem and two artifacts, whose URLs need no token", async () => {
  let now = Date.now();
  await using reasoner = await startReferenceReasoner({ token: "t", now: () => now });
  const id = await createTransaction(reasoner, "def output = 1");
  const artifacts = async () => (await send(reasoner, `/transactions/${id}/artifacts`)).body["results"];
  expect(await artifacts()).toEqual([]);
  now += 1_000;
  const rows = (await artifacts()) as ReadonlyArray<{ filename: string; presigned_url: string }>;
  expect(rows.map(({ filename }) => filename)).toEqual(["metadata.json", "output.arrow"]);
  expect((await send(reasoner, `/transactions/${id}/problems`)).body["problems"]).toHaveLength(1);
  const [metadata = "", output = ""] = rows.map(({ presigned_url }) => presigned_url);
  expect(await (await fetch(metadata)).json()).toMatchObject({ transaction: id });
  expect((await (await fetch(output)).arrayBuffer()).byteLength).toBe(304);
  expect((await fetch(output.replace("output.arrow", "metadata.json"))).status).toBe(403);
  now += 3_600_000;
  expect((await fetch(output)).status).toBe(403);
});

test("a token is required", async () => {
  await using reasoner = await startReferenceReasoner({ token: "other" });
  expect((await send(reasoner, "/jobs")).status).toBe(401);
});

test.each([
  ["/jobs", { job_type: "LOGIC", worker_name: "e", payload: "{}" }],
  ["/jobs", { job_type: "ML", payload: "{}" }],
  ["/jobs", { job_type: "ML", worker_name: "e", payload: {} }],
  ["/jobs", { job_type: "ML", worker_name: "e", payload: "x" }],
  ["/jobs", { job_type: "ML", worker_name: "e", payload: "{}", timeout_mins: "5" }],
  ["/transactions?use_graph_index=no", { engine_name: "e" }],
  ["/transactions", { dbname: "D", query: "q" }],
  ["/transactions", { engine_name: "e", abort_detached: "yes" }],
])("POST %s with %j: 400", async (path, body) => {
  await using reasoner = await startReferenceReasoner();
  expect(await send(reasoner, path, body)).toMatchObject({ status: 400, body: { message: expect.any(String) } });
  expect(reasoner.jobCount()).toBe(0);
});

test("scripted faults carry out the request or not, as scripted", async () => {
  await using reasoner = await startReferenceReasoner();
  const create = () => send(reasoner, "/jobs", { job_type: "ML", worker_name: "e", payload: "{}" });
  reasoner.setFault(() => responseLost(json({ message: "blip" }, { status: 503 })));
  expect((await create()).status).toBe(503);
  expect(reasoner.jobCount()).toBe(1);
  reasoner.setFault(() => instead(notReady()));
  expect((await create()).status).toBe(404);
  expect(reasoner.jobCount()).toBe(1);
  const answers = [tokenExpired(), staleEndpoint(), drop()];
  reasoner.setFault(({ endpoint }, nth) =>
    endpoint === "listJobs" && answers[nth] ? instead(answers[nth]) : undefined,
  );
  expect((await send(reasoner, "/jobs")).status).toBe(401);
  expect((await send(reasoner, "/jobs")).body["message"]).toContain("service associated with endpoint");
  await expect(send(reasoner, "/jobs")).rejects.toThrow();
  expect((await send(reasoner, "/jobs")).body["jobs"]).toHaveLength(1);
  expect(reasoner.requestsTo("listJobs").map(({ outcome }) => outcome)).toEqual(["sent", "sent", "cut", "sent"]);
});

test("paths and methods that do not exist", async () => {
  await using reasoner = await startReferenceReasoner();
  const id = await createJob(reasoner, "x");
  const statuses = [
    await send(reasoner, "/jobs/PREDICTIVE/x"),
    // A type in another's place: the same id, no such job.
    await send(reasoner, `/jobs/SOLVER/${id}`),
    await send(reasoner, `/transactions/${id}`),
    await send(reasoner, "/nope"),
    await send(reasoner, "/jobs", null, "PUT"),
  ].map(({ status }) => status);
  expect(statuses).toEqual([404, 404, 404, 404, 405]);
});
