/** Reasoner jobs over real sockets, on the reference servers: the same tour with both backends, and transient failures. */
import { generateKeyPairSync } from "node:crypto";
import {
  responseLost,
  drop,
  instead,
  json,
  notReady,
  type ReferenceReasoner,
  type ReferenceReasonerOptions,
  startReferenceReasoner,
  tokenExpired,
} from "@jobwire/testing";
import { expect, onTestFinished, test } from "vitest";
import {
  composePayload,
  directAccess,
  isJobwireError,
  keyPair,
  programmaticAccessToken,
  reasoner,
  type ReasonerBackend,
  type ReasonerClient,
  reasonerFromEnv,
  sql,
} from "../src/index.ts";

const token = "hush-hush";

const servers = async (options: ReferenceReasonerOptions = {}): Promise<ReferenceReasoner> => {
  const reference = await startReferenceReasoner({ token, runMs: 100, ...options });
  onTestFinished(() => reference.close());
  return reference;
};

const account = ({ snowflakeUrl }: ReferenceReasoner) => ({
  account: snowflakeUrl,
  credentials: programmaticAccessToken(token),
});

const clientOf = (backend: ReasonerBackend): ReasonerClient => {
  const client = reasoner({ backend, pollIntervalMs: 20 });
  onTestFinished(() => client.close());
  return client;
};

const backends = {
  "Direct Access": (reference: ReferenceReasoner) => directAccess({ address: reference.url, token }),
  "Direct Access found by SQL": (reference: ReferenceReasoner) => directAccess({ snowflake: account(reference) }),
  SQL: (reference: ReferenceReasoner) => sql(account(reference)),
} as const;
const ways = Object.keys(backends) as ReadonlyArray<keyof typeof backends>;

const failureOf = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => undefined,
    (error: unknown) => error,
  );

const program = (rawCode: string, reasonerType = "Logic") => composePayload({ reasonerType, database: "DB", rawCode });

test.each(ways)("every operation, over %s", async (way) => {
  const reference = await servers();
  const { jobs } = clientOf(backends[way](reference));
  for (const type of ["Logic", "Prescriptive", "Predictive"]) {
    const operation = await jobs.create(type, "eng1", program("def output = 1", type), { timeoutMins: 5 });
    expect(operation).toMatchObject({ reasonerType: type, name: "eng1" });
    const job = await operation.result({ include: { details: true, events: true, raw: true } });
    expect(job).toMatchObject({ id: operation.id, reasonerType: type, state: "COMPLETED", name: "eng1", failures: {} });
    expect(job.events?.events.length).toBeGreaterThan(0);
    expect(job.createdOn).toBeGreaterThan(1.7e12);
    const messages: Array<unknown> = [];
    for await (const event of operation.events()) messages.push(event["message"]);
    expect(messages).toEqual(["one", "two", "three"]);

    expect(await failureOf(jobs.createReady(type, "eng1", program("fail", type)))).toMatchObject({
      _tag: "JobFailed",
      reason: type === "Logic" ? "aborted" : "failed",
    });
    const running = await jobs.create(type, "eng1", program("stay_running", type));
    expect(await running.getOperation()).toMatchObject({ status: "RUNNING" });
    expect(await jobs.list({ reasonerType: type, onlyActive: true })).toMatchObject([{ id: running.id }]);
    await running.stop();
    expect(await running.wait()).toMatchObject({ state: "CANCELED" });
    expect(await running.getOperation()).toMatchObject({ status: "CANCELLED" });
    expect(await failureOf(jobs.get({ reasonerType: type, id: "nope" }))).toMatchObject({
      _tag: "NotFound",
      reason: "unknown-job",
    });
  }
  const logic = await jobs.createReady("Logic", "eng1", program("def output = 1"), {
    include: { artifacts: true, problems: true },
  });
  expect(logic.failures).toEqual({});
  expect(logic.artifacts?.results).toHaveLength(2);
  expect(logic.problems?.problems.length).toBeGreaterThan(0);
  for (const { presignedUrl } of logic.artifacts?.results ?? []) {
    expect((await fetch(presignedUrl ?? "")).status).toBe(200);
  }
  const all = await jobs.list();
  expect(all).toHaveLength(reference.jobCount());
  expect(all.map(({ createdOn }) => createdOn ?? 0)).toEqual(
    all.map(({ createdOn }) => createdOn ?? 0).sort((a, b) => b - a),
  );
});

test("a list of 10,000 rows over 5 partitions is complete and in order", async () => {
  let now = 1_760_000_000_000;
  const reference = await servers({ partitionRows: 2_000, now: () => now });
  const ids = Array.from({ length: 10_000 }, (_, index) => {
    now += 1000;
    return reference.addJob({ type: "SOLVER", reasoner: "eng1", id: `job-${index}` }).id;
  });
  const { jobs } = clientOf(sql(account(reference)));
  const listed = await jobs.list({ reasonerType: "Prescriptive" });
  expect(listed.map(({ id }) => id)).toEqual(ids.toReversed());
  const partitions = reference.requestsTo("getStatement").map(({ query }) => query.get("partition"));
  expect(partitions.filter((partition) => partition !== null)).toEqual(["1", "2", "3", "4"]);
});

test("a create that got a 503 after the server accepted it: exactly one job over Direct Access", async () => {
  for (const type of ["Logic", "Predictive"]) {
    const reference = await servers({
      fault: ({ endpoint }) =>
        endpoint.startsWith("create") ? responseLost(json({ message: "upstream" }, { status: 503 })) : undefined,
    });
    const { jobs } = clientOf(backends["Direct Access"](reference));
    expect(await failureOf(jobs.create(type, "eng1", program("x", type)))).toMatchObject({
      _tag: "CreateOutcomeUnknown",
    });
    expect(reference.jobCount()).toBe(1);
  }
});

test.each([
  ["a 503", () => responseLost(json({ message: "upstream" }, { status: 503 }))],
  ["a lost connection", () => responseLost()],
])("a create whose response was lost by %s: exactly one job over SQL, and its id", async (_, lost) => {
  const reference = await servers();
  let faults = 1;
  reference.setFault(({ endpoint }) => (endpoint === "submitStatement" && faults-- > 0 ? lost() : undefined));
  const { jobs } = clientOf(sql(account(reference)));
  const operation = await jobs.create("Predictive", "eng1", program("x", "Predictive"));
  expect(reference.jobCount()).toBe(1);
  expect(await operation.result()).toMatchObject({ state: "COMPLETED" });
});

test("a wait survives two 503, a dropped connection, a 404 for a reasoner that is not ready, and a 401 with a new token exchange", async () => {
  const { publicKey, privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const reference = await startReferenceReasoner({
    runMs: 100,
    publicKey: publicKey.export({ type: "spki", format: "pem" }).toString(),
  });
  onTestFinished(() => reference.close());
  const trouble = [
    instead(json({ message: "blip" }, { status: 503 })),
    instead(json({ message: "blip" }, { status: 503 })),
    instead(drop()),
    instead(notReady()),
    instead(tokenExpired()),
  ];
  reference.setFault(({ endpoint }) => (endpoint === "getJob" ? trouble.shift() : undefined));
  const credentials = keyPair({
    user: "alice",
    privateKey: privateKey.export({ type: "pkcs8", format: "pem" }).toString(),
  });
  const snowflake = { account: reference.snowflakeUrl, credentials };
  const { jobs } = clientOf(directAccess({ address: reference.url, snowflake }));
  const { id } = reference.addJob({ type: "SOLVER", reasoner: "eng1" });
  expect(await jobs.wait({ reasonerType: "Prescriptive", id })).toMatchObject({ state: "COMPLETED" });
  expect(trouble).toEqual([]);
  expect(reference.requestsTo("exchangeToken")).toHaveLength(2);
});

test("a wait of one second on a server that hangs ends in one second", async () => {
  const reference = await servers({ fault: () => instead({ kind: "none", how: "stall" }) });
  const { jobs } = clientOf(backends["Direct Access"](reference));
  const started = performance.now();
  const error = await failureOf(jobs.wait({ reasonerType: "ML", id: "a" }, { timeoutMs: 1000 }));
  expect(error).toMatchObject({ _tag: "Timeout", reason: "deadline" });
  expect(performance.now() - started).toBeGreaterThanOrEqual(990);
  expect((error as { elapsedMs: number }).elapsedMs).toBeLessThan(5000);
});

test("a wait survives a server that refuses connections for ten seconds", { timeout: 120_000 }, async () => {
  const reference = await servers();
  const { id } = reference.addJob({ type: "ML", reasoner: "eng1", code: "stay_running" });
  const { jobs } = clientOf(backends["Direct Access"](reference));
  let retries = 0;
  let goneSince = 0;
  let back = false;
  const waiting = jobs.wait(
    { reasonerType: "ML", id },
    {
      onRetry: () => {
        retries += 1;
        if (back || goneSince === 0 || performance.now() - goneSince < 10_000) return;
        back = true;
        reference.job(id)?.end({ state: "COMPLETED" });
        void reference.directAccess.accept();
      },
    },
  );
  await reference.directAccess.refuse();
  goneSince = performance.now();
  reference.directAccess.resetAll();
  expect(await waiting).toMatchObject({ state: "COMPLETED" });
  expect(retries).toBeGreaterThanOrEqual(3);
});

test("the environment names the backend", async () => {
  const reference = await servers();
  const direct = reasonerFromEnv({ JOBWIRE_REASONER_URL: reference.url, JOBWIRE_REASONER_TOKEN: token });
  const overSql = reasonerFromEnv({
    JOBWIRE_REASONER_BACKEND: "sql",
    JOBWIRE_SNOWFLAKE_ACCOUNT: reference.snowflakeUrl,
    JOBWIRE_SNOWFLAKE_TOKEN: token,
    JOBWIRE_SNOWFLAKE_TOKEN_TYPE: "oauth",
  });
  for (const backend of [direct, overSql]) expect(await clientOf(backend).jobs.list()).toEqual([]);
  for (const env of [
    {},
    { JOBWIRE_REASONER_BACKEND: "other" },
    { JOBWIRE_REASONER_BACKEND: "sql" },
    { JOBWIRE_SNOWFLAKE_ACCOUNT: "a" },
    { JOBWIRE_REASONER_URL: "http://x", JOBWIRE_REASONER_TOKEN_FILE: "/does/not/exist" },
  ]) {
    try {
      reasonerFromEnv(env);
    } catch (error) {
      expect(isJobwireError(error) && error.reason === "local" && /JOBWIRE_/.test(error.message)).toBe(true);
      continue;
    }
    expect.unreachable("nothing was thrown");
  }
});
