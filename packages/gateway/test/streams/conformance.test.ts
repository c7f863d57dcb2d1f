import { runConformanceTests } from "@durable-streams/server-conformance-tests";
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { leftOut, run, type Titles } from "./conformance-table.ts";
import { type Listening, listen } from "./listen.ts";
import { type StreamShim, startStreamShim } from "./shim.ts";

/** What this file needs of vitest's tasks. */
interface Task {
  readonly type: string;
  readonly name: string;
  readonly suite?: Task | undefined;
  readonly tasks?: ReadonlyArray<Task> | undefined;
}

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const suiteName = "@durable-streams/server-conformance-tests";
const namesOf = (titles: Titles): ReadonlyArray<string> =>
  Object.entries(titles).flatMap(([suite, tests]) => tests.map((title) => `${suite} > ${title}`));
const reasons = new Map(leftOut.flatMap(({ reason, tests }) => namesOf(tests).map((name) => [name, reason] as const)));

/** The name of a test below the suite of the package. */
const nameOf = (task: Task): string =>
  task.suite === undefined || task.suite.name === suiteName ? task.name : `${nameOf(task.suite)} > ${task.name}`;

const testsOf = (task: Task): ReadonlyArray<Task> =>
  task.type === "test" ? [task] : (task.tasks ?? []).flatMap(testsOf);

const target = { baseUrl: "" };
let shim: StreamShim | undefined;
let server: Listening | undefined;
beforeAll(async () => {
  shim = await startStreamShim();
  server = await listen(shim.fetch);
  target.baseUrl = server.url;
});
afterAll(async () => {
  await server?.close();
  await shim?.close();
});

describe(suiteName, () => {
  beforeEach((context) => {
    const reason = reasons.get(nameOf(context.task));
    if (reason !== undefined) context.skip(reason);
  });
  runConformanceTests(target);
});

test("every test of the package is run or left out with a reason", ({ task }) => {
  const suite = task.file.tasks.find(({ name }) => name === suiteName);
  const known = [...namesOf(run), ...reasons.keys()];
  expect(
    testsOf(suite as Task)
      .map(nameOf)
      .toSorted(),
  ).toEqual(known.toSorted());
});
