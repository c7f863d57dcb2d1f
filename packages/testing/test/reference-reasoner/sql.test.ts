import { randomUUID } from "node:crypto";
import { describe, expect, test } from "vitest";
import { responseLost, json, startReferenceReasoner } from "../../src/index.ts";
import { sqlStatements } from "../recordings-reasoner/recorded-exchanges.ts";
import { rowsOf, sqlRequest, submit } from "./sql-client.ts";

const listJobs = "SELECT ID, STATE, CREATED_ON FROM RELATIONALAI.api.JOBS ORDER BY CREATED_ON DESC";
const createJob = "call RELATIONALAI.api.EXEC_JOB_ASYNC(?, ?, ?);";

describe("recorded statements", () => {
  // Every recorded test wrote the app's name `MyApp` without quotes: Snowflake folds it.
  const seeded = async () => {
    const reasoner = await startReferenceReasoner({ app: "MYAPP" });
    reasoner.addJob({ type: "SOLVER", id: "j1", reasoner: "e", code: "stay_running" });
    reasoner.addJob({ type: "LOGIC", id: "t1", reasoner: "e", database: "D", code: "stay_running" });
    return reasoner;
  };

  test("are all understood", async () => {
    await using reasoner = await seeded();
    const outcomes: Record<string, number> = {};
    for (const { statement, bindings } of sqlStatements()) {
      const { status, body } = await submit(reasoner, statement, bindings);
      const outcome = status === 200 ? "200" : `${status} ${body.message}`;
      outcomes[outcome] = (outcomes[outcome] ?? 0) + 1;
    }
    expect(outcomes).toEqual({
      200: 61,
      // The recording's session accepted any token.
      '422 remote service error: 400 \'{"message":"this continuation token was never given"}\'': 1,
    });
  });

  test("return the columns that the Python client reads", async () => {
    await using reasoner = await seeded();
    const first = async (name: string) => {
      const found = sqlStatements().find((recorded) => recorded.name === name);
      return rowsOf(await submit(reasoner, found?.statement ?? "", found?.bindings));
    };
    const [job] = await first("get Prescriptive");
    expect(job).toMatchObject({ ID: "j1", REASONER_TYPE: "SOLVER", REASONER_NAME: "e", STATE: "RUNNING" });
    expect(job?.["CREATED_ON"]).toMatch(/^\d{10}\.\d{3}000000$/);
    expect(await first("list Prescriptive")).toHaveLength(1);
    expect(await first("LOGIC list")).toEqual([expect.objectContaining({ ID: "t1", DATABASE_NAME: "D" })]);
    expect(JSON.parse(Object.values((await first("LOGIC events"))[0] ?? {})[0] ?? "")).toMatchObject({
      continuation_token: "p2",
    });
    expect(await first("LOGIC cancel")).toHaveLength(1);
    expect(reasoner.job("t1")?.look().state).toBe("CANCELED");
  });

  test("a create makes one job with the bound values", async () => {
    await using reasoner = await startReferenceReasoner({ app: "MYAPP" });
    const timed = sqlStatements().find(({ name }) => name === "LOGIC create timeout arg");
    const [row] = rowsOf(await submit(reasoner, timed?.statement ?? "", timed?.bindings));
    const job = reasoner.job(row?.["ID"] ?? "");
    expect(job).toMatchObject({ type: "LOGIC", reasoner: "e", database: "D", readOnly: true, timeoutMs: 540_000 });
    expect(reasoner.jobCount()).toBe(1);
  });

  test("an older app refuses abort_detached with the text that the client looks for, and accepts the call without it", async () => {
    await using reasoner = await startReferenceReasoner({ app: "MYAPP", olderApp: true });
    const [newer, older] = sqlStatements().filter(({ name }) => name === "LOGIC create on an older app");
    const refused = await submit(reasoner, newer?.statement ?? "", newer?.bindings);
    expect(refused).toMatchObject({ status: 422, body: { code: "001044", sqlState: "42P13" } });
    expect(refused.body.message?.toLowerCase()).toMatch(/argument.*exec_async_v2/s);
    expect((await submit(reasoner, older?.statement ?? "", older?.bindings)).status).toBe(200);
    expect(reasoner.jobCount()).toBe(1);
  });
});

test("routines for one's own transactions treat another user's as missing; the cancel for all users ends it", async () => {
  await using reasoner = await startReferenceReasoner();
  reasoner.addJob({ type: "LOGIC", id: "t1", reasoner: "e", createdBy: "bob@example.com", code: "stay_running" });
  for (const statement of [
    "call RELATIONALAI.api.CANCEL_OWN_TRANSACTION(?)",
    "call RELATIONALAI.api.get_own_transaction_artifacts(?)",
    "select * from table(RELATIONALAI.api.get_own_transaction_problems(?))",
  ]) {
    const { status, body } = await submit(reasoner, statement, ["t1"]);
    expect([status, body.message]).toEqual([422, expect.stringContaining("transaction not found")]);
  }
  expect(reasoner.job("t1")?.look().state).toBe("RUNNING");
  expect((await submit(reasoner, "call RELATIONALAI.api.CANCEL_TRANSACTION(?)", ["t1"])).status).toBe(200);
  expect(reasoner.job("t1")?.look().state).toBe("CANCELED");
});

test("times are seconds with nine decimals, by their column's type; before 1970 the sign comes first", async () => {
  let now = -1_500;
  await using reasoner = await startReferenceReasoner({ now: () => now, runMs: 2_250 });
  const { id } = reasoner.addJob({ type: "LOGIC", reasoner: "e" });
  now = 750;
  const times = "SELECT created_on, finished_at, duration FROM RELATIONALAI.api.transactions WHERE id = ?";
  const reply = await submit(reasoner, times, [id]);
  expect(reply.body.resultSetMetaData?.rowType.map(({ type }) => type)).toEqual([
    "timestamp_ltz",
    "timestamp_tz",
    "fixed",
  ]);
  expect(reply.body.data).toEqual([["-1.500000000", "0.750000000 1440", "2250"]]);
});

describe("unsupported statements", () => {
  test.each([
    ["no statement of the service", "SELECT 1", [], "001003", "42000"],
    ["a comment", "-- x", [], "001003", "42000"],
    ["two statements", `${listJobs}; ${listJobs}`, [], "001003", "42000"],
    ["a write", "DELETE FROM RELATIONALAI.api.JOBS", [], "001003", "42000"],
    ["another app", listJobs.replace("RELATIONALAI", "OTHER"), [], "002003", "42S02"],
    ["a quoted name in other letters", listJobs.replace("RELATIONALAI", '"RelationalAI"'), [], "002003", "42S02"],
    ["another schema", listJobs.replace("api", "apis"), [], "002003", "42S02"],
    ["another view", listJobs.replace("JOBS", "JOBZ"), [], "002003", "42S02"],
    ["another column", listJobs.replace("STATE", "STATUS"), [], "000904", "42000"],
    ["another procedure", "call RELATIONALAI.api.GET_JOBS(?)", ["x"], "002140", "42601"],
    ["a function where a procedure is", "select RELATIONALAI.api.GET_JOB(?, ?)", ["ML", "x"], "002140", "42601"],
    ["an argument too few", "call RELATIONALAI.api.GET_JOB(?)", ["x"], "001044", "42P13"],
    ["an argument of another type", "call RELATIONALAI.api.GET_JOB(?, ?)", ["ML", 1], "001044", "42P13"],
    ["a binding too few", "call RELATIONALAI.api.GET_JOB(?, ?)", ["ML"], "002049", "42601"],
    ["an app that is not there", "CALL NOPE.app.service_endpoint(TRUE)", [], "002003", "42S02"],
  ] as const)("%s: 422", async (_name, statement, values, code, sqlState) => {
    await using reasoner = await startReferenceReasoner();
    const reply = await submit(reasoner, statement, values);
    expect(reply).toMatchObject({ status: 422, body: { code, sqlState } });
    expect(reasoner.jobCount()).toBe(0);
  });

  test("bindings that are not text, or not of their type", async () => {
    await using reasoner = await startReferenceReasoner();
    const bound = (value: unknown, type = "TEXT") =>
      sqlRequest(reasoner, "/api/v2/statements", {
        method: "POST",
        body: JSON.stringify({
          statement: "call RELATIONALAI.api.CANCEL_TRANSACTION(?)",
          bindings: { 1: { type, value } },
        }),
      });
    expect((await bound(1)).status).toBe(400);
    expect((await bound("x", "VARIANT")).status).toBe(400);
    expect(await bound("x", "FIXED")).toMatchObject({ status: 422, body: { code: "100037", sqlState: "22018" } });
  });

  test("requests the documentation does not allow", async () => {
    await using reasoner = await startReferenceReasoner();
    const send = (path: string, init: Parameters<typeof sqlRequest>[2]) => sqlRequest(reasoner, path, init);
    const body = JSON.stringify({ statement: listJobs });
    const statuses = [
      await send("/api/v2/statements", { method: "POST", body, headers: { "content-type": "text/plain" } }),
      await send("/api/v2/statements", { method: "POST", body, headers: { accept: "text/html" } }),
      await send("/api/v2/statements?requestId=7", { method: "POST", body }),
      await send("/api/v2/statements?retry=maybe", { method: "POST", body }),
      await send("/api/v2/statements", { method: "POST", body: "x" }),
      await send("/api/v2/statements", { method: "POST", body: JSON.stringify({ statement: listJobs, limit: 1 }) }),
      await send("/api/v2/statements", { method: "PUT", body }),
      await send("/api/v2/statement", {}),
      await send("/api/v2/statements/nope", {}),
      await send("/api/v2/statements/nope/cancel", { method: "POST" }),
    ].map(({ status }) => status);
    expect(statuses).toEqual([415, 400, 400, 400, 400, 400, 405, 404, 404, 422]);
  });
});

describe("a slow statement", () => {
  test.each([202, 429] as const)("responds %i until its last poll, and has no effect before", async (status) => {
    await using reasoner = await startReferenceReasoner({ slow: () => ({ polls: 2, status }) });
    const submitted = await submit(reasoner, createJob, ["ML", "e", "{}"]);
    expect(submitted).toMatchObject({ status: 202, body: { code: "333334" } });
    const path = `/api/v2/statements/${submitted.body.statementHandle}`;
    const polls = [await sqlRequest(reasoner, path), await sqlRequest(reasoner, path)];
    expect(polls.map((poll) => poll.status)).toEqual([status, status]);
    expect(reasoner.jobCount()).toBe(0);
    expect((await sqlRequest(reasoner, path)).body).toMatchObject({ code: "090001" });
    expect((await sqlRequest(reasoner, path)).status).toBe(200);
    expect(reasoner.jobCount()).toBe(1);
  });

  test("that is cancelled never runs", async () => {
    await using reasoner = await startReferenceReasoner({ slow: () => ({ polls: Number.POSITIVE_INFINITY }) });
    const { body } = await submit(reasoner, createJob, ["ML", "e", "{}"]);
    const path = `/api/v2/statements/${body.statementHandle}`;
    const cancelled = await sqlRequest(reasoner, `${path}/cancel`, { method: "POST" });
    expect(cancelled).toMatchObject({ status: 200, body: { code: "000604", sqlState: "57014" } });
    expect(await sqlRequest(reasoner, path)).toMatchObject({ status: 422, body: { code: "000604" } });
    expect(reasoner.jobCount()).toBe(0);
  });

  test("ends with 408 at its own time limit", async () => {
    let now = Date.now();
    await using reasoner = await startReferenceReasoner({ now: () => now, slow: () => ({ polls: 100 }) });
    const { body } = await submit(reasoner, createJob, ["ML", "e", "{}"], { timeout: 5 });
    const path = `/api/v2/statements/${body.statementHandle}`;
    now += 4_999;
    expect((await sqlRequest(reasoner, path)).status).toBe(202);
    now += 1;
    expect(await sqlRequest(reasoner, path)).toMatchObject({ status: 408, body: { code: "000630" } });
  });

  test("an asynchronous one runs at once, and is ready at the first poll", async () => {
    await using reasoner = await startReferenceReasoner();
    const { status, body } = await submit(reasoner, createJob, ["ML", "e", "{}"], { query: "async=true" });
    expect([status, reasoner.jobCount()]).toEqual([202, 1]);
    expect((await sqlRequest(reasoner, `/api/v2/statements/${body.statementHandle}`)).status).toBe(200);
    expect(reasoner.jobCount()).toBe(1);
  });
});

describe("a resend", () => {
  const lost = () => responseLost(json({ message: "out of order" }, { status: 503 }));

  test("with the same requestId and retry=true returns the first result", async () => {
    await using reasoner = await startReferenceReasoner({
      fault: ({ endpoint }, nth) => (endpoint === "submitStatement" && nth === 0 ? lost() : undefined),
    });
    const requestId = randomUUID();
    const send = (query: string) => submit(reasoner, createJob, ["ML", "e", "{}"], { query });
    expect((await send(`requestId=${requestId}`)).status).toBe(503);
    expect(reasoner.jobCount()).toBe(1);
    const [again] = rowsOf(await send(`requestId=${requestId}&retry=true`));
    expect(reasoner.job(again?.["ID"] ?? "")).toBeDefined();
    expect(reasoner.jobCount()).toBe(1);
  });

  test("without retry=true runs it again, as does another requestId", async () => {
    await using reasoner = await startReferenceReasoner();
    const requestId = randomUUID();
    for (const query of [`requestId=${requestId}`, `requestId=${requestId}`, `requestId=${randomUUID()}&retry=true`])
      await submit(reasoner, createJob, ["ML", "e", "{}"], { query });
    expect(reasoner.jobCount()).toBe(3);
  });
});

test("10,000 rows come in 5 partitions, newest first, packed or not", async () => {
  await using reasoner = await startReferenceReasoner();
  for (let n = 0; n < 10_000; n += 1)
    reasoner.addJob({ type: n % 2 === 0 ? "ML" : "SOLVER", reasoner: "e", id: `j${n}` });
  const first = await submit(reasoner, listJobs);
  expect(first.body.resultSetMetaData?.partitionInfo.map(({ rowCount }) => rowCount)).toEqual(Array(5).fill(2_000));
  expect(first.headers.get("link")).toContain(';rel="next"');
  const ids = (first.body.data ?? []).map(([id]) => id);
  for (let partition = 1; partition < 5; partition += 1) {
    const path = `/api/v2/statements/${first.body.statementHandle}?partition=${partition}`;
    const packed = partition % 2 === 0;
    const reply = await sqlRequest(reasoner, path, { headers: { "accept-encoding": packed ? "gzip" : "identity" } });
    expect(reply.headers.get("content-encoding")).toBe(packed ? "gzip" : null);
    expect(Object.keys(reply.body)).toEqual(["data"]);
    ids.push(...(reply.body.data ?? []).map(([id]) => id));
  }
  expect(ids).toEqual(Array.from({ length: 10_000 }, (_, n) => `j${9_999 - n}`));
  const beyond = await sqlRequest(reasoner, `/api/v2/statements/${first.body.statementHandle}?partition=5`);
  expect(beyond.status).toBe(400);
});
