/** Reasoner jobs with Snowflake's credentials and over its SQL REST API: real sockets to the reference servers. */
import { generateKeyPairSync } from "node:crypto";
import {
  responseLost,
  drop,
  instead,
  json,
  type ReferenceReasoner,
  type ReferenceReasonerOptions,
  startReferenceReasoner,
  text,
} from "@jobwire/testing";
import { expect, onTestFinished, test } from "vitest";
import {
  createReasoner,
  directAccess,
  keyPair,
  nodeAdapter,
  openPrivateKey,
  programmaticAccessToken,
  type ReasonerBackend,
  type ReasonerClient,
  type SnowflakeAccountOptions,
  sql,
  token as tokenOf,
} from "../src/index.ts";

const pair = generateKeyPairSync("rsa", { modulusLength: 2048 });
const publicKey = pair.publicKey.export({ type: "spki", format: "pem" }).toString();
const passphrase = "correct horse";
const encryptedKey = pair.privateKey
  .export({ type: "pkcs8", format: "pem", cipher: "aes-256-cbc", passphrase })
  .toString();
const token = "pat-hush-hush";
const busy = text("busy", { status: 503 });

const reference = async (options: ReferenceReasonerOptions): Promise<ReferenceReasoner> => {
  const server = await startReferenceReasoner(options);
  onTestFinished(() => server.close());
  return server;
};

const client = (backend: ReasonerBackend): ReasonerClient => {
  const reasoner = createReasoner(nodeAdapter, { backend, pollIntervalMs: 50 });
  onTestFinished(() => reasoner.close());
  return reasoner;
};

const withKey = (server: ReferenceReasoner): SnowflakeAccountOptions => ({
  account: "org_acct",
  address: server.snowflakeUrl,
  role: "R1",
  credentials: keyPair({ user: "bob", privateKey: openPrivateKey(encryptedKey, passphrase) }),
});

const withToken = (server: ReferenceReasoner): SnowflakeAccountOptions => ({
  account: "org-acct",
  address: server.snowflakeUrl,
  credentials: programmaticAccessToken(token),
});

test("a key pair finds the endpoint by SQL and opens it: one token exchange for all calls, another after a 401", async () => {
  const server = await reference({ publicKey });
  const job = server.addJob({ type: "SOLVER", reasoner: "r", code: "stay_running" });
  const { jobs } = client(directAccess({ snowflake: withKey(server) }));
  const found = await Promise.all(
    Array.from({ length: 20 }, () => jobs.get({ reasonerType: "Prescriptive", id: job.id })),
  );
  expect(found.every(({ id }) => id === job.id)).toBe(true);
  expect(server.requestsTo("exchangeToken")).toHaveLength(1);
  expect(server.requestsTo("submitStatement")).toHaveLength(1);
  server.revokeTokens();
  const again = await Promise.all(
    Array.from({ length: 20 }, () => jobs.get({ reasonerType: "Prescriptive", id: job.id })),
  );
  expect(again.every(({ state }) => state === "RUNNING")).toBe(true);
  expect(server.requestsTo("exchangeToken")).toHaveLength(2);
});

test("a programmatic access token works unchanged on both servers", async () => {
  const server = await reference({ token });
  server.addJob({ type: "ML", reasoner: "r" });
  for (const backend of [directAccess({ snowflake: withToken(server) }), sql(withToken(server))]) {
    expect(await client(backend).jobs.list()).toHaveLength(1);
  }
  expect(server.requestsTo("exchangeToken")).toHaveLength(0);
});

test("a key that is not registered is Unauthorized on both transports, and does not appear in the error", async () => {
  const server = await reference({ publicKey });
  const stranger = generateKeyPairSync("rsa", { modulusLength: 2048 }).privateKey;
  const privateKey = stranger.export({ type: "pkcs8", format: "pem" }).toString();
  const account = { ...withKey(server), credentials: keyPair({ user: "bob", privateKey }) };
  for (const backend of [directAccess({ address: server.url, snowflake: account }), sql(account)]) {
    const error = await client(backend)
      .jobs.list()
      .catch((cause: unknown) => cause);
    expect(error).toMatchObject({ _tag: "Unauthorized", statusCode: 401 });
    expect(String(error)).not.toMatch(/eyJ/);
  }
});

test("10,000 rows over 5 partitions are complete and in order", async () => {
  let now = Date.now();
  const server = await reference({ token, now: () => now });
  const ids = Array.from({ length: 10_000 }, (_, index) => {
    now += 1;
    return server.addJob({ type: "SOLVER", reasoner: "r", id: `job-${index}` }).id;
  });
  const listed = await client(sql(withToken(server))).jobs.list({ reasonerType: "Prescriptive" });
  expect(listed.map(({ id }) => id)).toEqual(ids.toReversed());
  const partitions = server.requestsTo("getStatement").map(({ query }) => query.get("partition"));
  expect(partitions.filter((partition) => partition !== null).toSorted()).toEqual(["1", "2", "3", "4"]);
});

test.each([
  ["a 503 after the server took it", responseLost(busy)],
  ["a connection that is lost after the server took it", responseLost()],
  ["a 503 before", instead(busy)],
])("a create over SQL with %s makes exactly one job", async (_, fault) => {
  const server = await reference({ token });
  const { jobs } = client(sql(withToken(server)));
  for (const type of ["Prescriptive", "Logic"]) {
    const before = server.jobCount();
    server.setFault((request) => {
      const first = request.query.get("retry") === null;
      return request.endpoint === "submitStatement" && first ? fault : undefined;
    });
    const payload = { raw_code: "x", query: "x", dbname: "D" };
    const { id } = await jobs.create(type, "reasoner_1", payload);
    expect(server.job(id)).toBeDefined();
    expect(server.jobCount()).toBe(before + 1);
  }
  const submits = server.requestsTo("submitStatement").map(({ query }) => query.get("requestId"));
  expect(submits).toHaveLength(4);
  expect(new Set(submits).size).toBe(2);
});

test.each([202, 429] as const)("the client waits for a slow statement while the server responds %i", async (status) => {
  const server = await reference({ token, slow: () => ({ polls: 3, status }) });
  expect(await client(sql(withToken(server))).jobs.list({ reasonerType: "Logic" })).toEqual([]);
  expect(server.requestsTo("getStatement")).toHaveLength(4);
});

test("an abort cancels the statement on the server", async () => {
  const server = await reference({ token, slow: () => ({ polls: Number.POSITIVE_INFINITY }) });
  const { jobs } = client(sql(withToken(server)));
  const controller = new AbortController();
  const listed = jobs.list({ reasonerType: "Logic", signal: controller.signal }).catch((error: unknown) => error);
  await expect.poll(() => server.requestsTo("getStatement").length, { timeout: 30_000 }).toBeGreaterThan(1);
  controller.abort();
  expect(await listed).toMatchObject({ _tag: "Aborted" });
  expect(server.requestsTo("cancelStatement")).toHaveLength(1);
});

test("a CALL that the SQL API refuses is an error that names Direct Access", async () => {
  const server = await reference({ token });
  const message = "Unsupported feature 'CALL of a procedure with this return type'.";
  server.setFault((request) =>
    request.endpoint === "getStatement"
      ? instead(json({ code: "391911", sqlState: "0A000", message }, { status: 422 }))
      : undefined,
  );
  const error = await client(sql(withToken(server)))
    .jobs.get({ reasonerType: "Predictive", id: "j1" })
    .catch((cause: unknown) => cause);
  expect(error).toMatchObject({ _tag: "InvalidRequest", reason: "call-refused", statusCode: 422 });
  expect(String(error)).toMatch(/Direct Access/);
});

test("a wait over SQL survives 503s, a lost connection, a reasoner that is not ready and an expired token", async () => {
  const start = Date.now();
  let now = start;
  const given = ["expired-token"];
  const server = await reference({ token, now: () => now });
  const job = server.addJob({ type: "SOLVER", reasoner: "r" });
  const notReady = json(
    { code: "100132", sqlState: "P0000", message: "engine is not ready to accept jobs" },
    { status: 422 },
  );
  const faults = [instead(busy), instead(busy), instead(drop()), instead(notReady), undefined];
  server.setFault((request) => {
    // The expired token is refused before any of these, and the job ends when all of them were sent.
    if (request.endpoint !== "submitStatement" || request.headers["authorization"] !== `Bearer ${token}`)
      return undefined;
    const fault = faults.shift();
    if (faults.length === 0) now = start + 60_000;
    return fault;
  });
  const credentials = tokenOf(() => given.shift() ?? token);
  const { jobs } = client(sql({ ...withToken(server), credentials }));
  const states: Array<string | null> = [];
  const ended = await jobs.wait(
    { reasonerType: "Prescriptive", id: job.id },
    { onChange: ({ state }) => states.push(state) },
  );
  expect(ended.state).toBe("COMPLETED");
  expect(faults).toEqual([]);
  expect(states).toEqual(["COMPLETED"]);
});
