/** One API: every call of the client has the same result over each transport to the same jobs; every response matches the specification. */
import type { JobEvent, ReasonerClient, ReasonerJob } from "@jobwire/core";
import { composePayload } from "@jobwire/core";
import { expect, test } from "vitest";
import { checkedReasoner, type Way } from "./checked-reasoner.ts";

const types = ["Logic", "Prescriptive", "Predictive"] as const;
type Type = (typeof types)[number];

const payloadOf = (reasonerType: Type, rawCode: string) => composePayload({ reasonerType, database: "DB", rawCode });

/** The parts of a job that are the same on every transport, whatever its id and times. */
const plain = ({ id, createdOn, finishedAt, raw, details, artifacts, ...job }: ReasonerJob) => {
  expect([id.length, typeof createdOn, typeof finishedAt]).toEqual([36, "number", "number"]);
  return {
    ...job,
    // The server keeps the payload as text, in its sender's spelling.
    details: details && { ...details, payload: details.payload === null ? null : "(kept)" },
    artifacts: artifacts?.results.map(({ filename, encryptionMaterial }) => [filename, encryptionMaterial]) ?? null,
    raw: raw === null ? null : "(a row)",
  };
};

const outcomeOf = async (promise: Promise<unknown>): Promise<unknown> => {
  try {
    return await promise;
  } catch (error) {
    const { _tag, reason } = error as { readonly _tag: string; readonly reason?: string };
    return `${_tag} ${reason ?? ""}`;
  }
};

/** Every call about one type of job, and its outcome. */
const tourType = async ({ jobs }: ReasonerClient, type: Type): Promise<Record<string, unknown>> => {
  const logic = type === "Logic";
  const operation = await jobs.create(type, "eng1", payloadOf(type, "def output = 1"), { timeoutMins: 7 });
  const running = await jobs.create(type, "eng1", payloadOf(type, "stay_running"));
  const failing = await jobs.create(type, "eng1", payloadOf(type, "fail"));
  const ended = await operation.wait();
  const messages = async (stream: AsyncIterable<JobEvent>) => {
    const said: Array<unknown> = [];
    for await (const { message } of stream) said.push(message);
    return said;
  };
  const first = await jobs.getEvents({ reasonerType: type, id: operation.id });
  const include = { details: true, events: true, raw: true, ...(logic ? { artifacts: true, problems: true } : {}) };
  const states = (found: ReadonlyArray<ReasonerJob>) => found.map(({ state }) => state);
  const seen = {
    named: { reasonerType: operation.reasonerType, name: operation.name },
    ended: plain(ended),
    expanded: plain(await jobs.get({ reasonerType: type, id: operation.id }, { include })),
    isDone: [await operation.isDone(), await running.isDone()],
    status: [(await operation.getOperation()).status, (await running.getOperation()).status],
    result: plain(await operation.result()).state,
    missing: await outcomeOf(jobs.get({ reasonerType: type, id: "no/such job" })),
    missingStatus: (await jobs.getOperation({ reasonerType: type, id: "nope" })).status,
    first,
    next: await jobs.getEvents(
      { reasonerType: type, id: operation.id },
      { continuationToken: first.continuationToken ?? "" },
    ),
    events: await messages(jobs.events({ reasonerType: type, id: operation.id })),
    eventsFromToken: await messages(operation.events({ from: "p2" })),
    failed: [await outcomeOf(failing.result()), (await failing.wait()).abortReason],
    ready: plain(await jobs.createReady(type, "eng1", payloadOf(type, "def output = 2"))).state,
    active: states(await jobs.list({ reasonerType: type, onlyActive: true })),
    outOfTime: await outcomeOf(running.wait({ timeoutMs: 60 })),
    wrongToken: await outcomeOf(
      jobs.getEvents({ reasonerType: type, id: operation.id }, { continuationToken: "never-given" }),
    ),
    cancelled: [await running.stop(), (await running.wait()).state],
    cancelMissing: await outcomeOf(jobs.stop({ reasonerType: type, id: "nope" })),
    listed: states(await jobs.list({ reasonerType: type })),
    filtered: states(
      await jobs.list({ reasonerType: type, state: "canceled", name: "ENG1", createdBy: "ALICE@example.com" }),
    ),
    byId: (await jobs.list({ reasonerType: type, jobId: operation.id })).map(({ id }) => id === operation.id),
    page: states(await jobs.list({ reasonerType: type, offset: 1, limit: 2 })),
  };
  return seen;
};

const expectedOf = (type: Type): Record<string, unknown> => {
  const logic = type === "Logic";
  const event = (kind: string, message: string) => ({ type: kind, stream: "progress", message, event: { message } });
  const firstPage = { events: [event("start", "one"), event("step", "two")], continuationToken: "p2" };
  const bad = logic ? "ABORTED" : "FAILED";
  const job = {
    reasonerType: type,
    state: "COMPLETED",
    name: "eng1",
    model: logic ? "DB" : null,
    createdBy: "alice@example.com",
    duration: 50,
    abortReason: null,
    failures: {},
  };
  const nothing = { details: null, events: null, artifacts: null, problems: null, raw: null };
  return {
    named: { reasonerType: type, name: "eng1" },
    ended: { ...job, ...nothing },
    expanded: {
      ...job,
      details: {
        model: logic ? "DB" : null,
        readOnly: logic ? true : null,
        payload: logic ? null : "(kept)",
        timeoutMs: logic ? null : 420_000,
      },
      events: firstPage,
      artifacts: logic
        ? [
            ["metadata.json", null],
            ["output.arrow", null],
          ]
        : null,
      problems: logic ? { problems: [expect.objectContaining({})] } : null,
      raw: "(a row)",
    },
    isDone: [true, false],
    status: ["SUCCEEDED", "RUNNING"],
    result: "COMPLETED",
    missing: "NotFound unknown-job",
    missingStatus: "PENDING",
    first: firstPage,
    next: { events: [event("end", "three")], continuationToken: null },
    events: ["one", "two", "three"],
    eventsFromToken: ["three"],
    failed: [expect.stringMatching(/^JobFailed /), logic ? "user error" : "engine failed"],
    ready: "COMPLETED",
    active: ["RUNNING"],
    outOfTime: "Timeout deadline",
    wrongToken: expect.stringMatching(/^InvalidRequest /),
    cancelled: [undefined, "CANCELED"],
    cancelMissing: expect.stringMatching(/^NotFound /),
    listed: ["COMPLETED", bad, "CANCELED", "COMPLETED"],
    filtered: ["CANCELED"],
    byId: [true],
    page: [bad, "CANCELED"],
  };
};

/** One type shows how a login differs as well as three. */
const tours: ReadonlyArray<readonly [Way, ReadonlyArray<Type>]> = [
  ["Direct Access at a fixed address", types],
  ["Direct Access that is found by SQL, by key pair", types],
  ["SQL by token", types],
  ["SQL by access token", ["Predictive"]],
  ["SQL by key pair", ["Logic"]],
];

test.each(tours)("%s: %j", async (way, toured) => {
  const { client, reasoner, answers } = await checkedReasoner(way);
  for (const type of toured) {
    const seen = await tourType(client, type);
    for (const [call, expected] of Object.entries(expectedOf(type)))
      expect({ [`${type} ${call}`]: seen[call] }).toEqual({ [`${type} ${call}`]: expected });
  }
  const all = await client.jobs.list();
  expect(all.map(({ reasonerType }) => reasonerType)).toEqual(
    toured.toReversed().flatMap((type) => Array<Type>(4).fill(type)),
  );
  expect(answers.length).toBeGreaterThan(toured.length * 25);
  expect(answers.flatMap(({ problems }) => problems)).toEqual([]);
  // Sent before the deadline: the request that was under way when the time ended.
  const unchecked = answers.filter(
    ({ bodyNotChecked, bodyChecked }) => !bodyChecked && bodyNotChecked !== "unfinished",
  );
  expect(unchecked).toEqual([]);
  expect([...reasoner.directAccess.problems, ...reasoner.snowflake.problems]).toEqual([]);
});
